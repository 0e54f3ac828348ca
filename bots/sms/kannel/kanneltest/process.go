package kanneltest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Process is one of Kannel's programs. It can be ended and started again.
type Process struct {
	path  string
	args  []string
	ready func(ctx context.Context) error // nil once it does its work
	input bool                            // it reads from us
	line  func(line string)               // sees each line of its output; may be nil

	mu     sync.Mutex
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	output strings.Builder
	ended  chan struct{} // closed when the program has ended
}

func newProcess(path string, args ...string) *Process { return &Process{path: path, args: args} }

// Start starts the program and returns when it does its work.
func (p *Process) Start() error {
	cmd := exec.Command(p.path, p.args...)
	out := &lines{each: p.see}
	cmd.Stdout, cmd.Stderr = out, out
	var stdin io.WriteCloser
	if p.input {
		var err error
		if stdin, err = cmd.StdinPipe(); err != nil {
			return err
		}
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	p.mu.Lock()
	p.cmd, p.stdin, p.ended = cmd, stdin, ended
	p.mu.Unlock()
	go func() {
		_ = cmd.Wait() // how it ended is no matter: it is ended by signals
		close(ended)
	}()
	return p.wait(ended)
}

// wait asks again and again whether the program does its work.
func (p *Process) wait(ended chan struct{}) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		err := p.ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-again.C:
		case <-ended:
			return fmt.Errorf("%s ended:\n%s", filepath.Base(p.path), tail(p.Output()))
		case <-ctx.Done():
			return fmt.Errorf("%s is not ready: %w\n%s", filepath.Base(p.path), err, tail(p.Output()))
		}
	}
}

// PID returns the process's number, or 0 if it was never started.
func (p *Process) PID() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd == nil {
		return 0
	}
	return p.cmd.Process.Pid
}

// Stop asks the program to end in its own way and waits for it.
func (p *Process) Stop() error { return p.signal(syscall.SIGTERM) }

// Kill ends the program at once, as a power cut would, and waits for it.
func (p *Process) Kill() { _ = p.signal(syscall.SIGKILL) } // an error says that it had ended already

func (p *Process) signal(signal syscall.Signal) error {
	p.mu.Lock()
	cmd, ended := p.cmd, p.ended
	p.mu.Unlock()
	if cmd == nil {
		return nil
	}
	if err := cmd.Process.Signal(signal); err != nil {
		return err
	}
	select {
	case <-ended:
		return nil
	case <-time.After(limit):
		return errors.New(filepath.Base(p.path) + " does not end")
	}
}

// Output returns what the program has written, of all its starts.
func (p *Process) Output() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.String()
}

func (p *Process) see(line string) {
	p.mu.Lock()
	p.output.WriteString(line + "\n")
	p.mu.Unlock()
	if p.line != nil {
		p.line(line)
	}
}

// lines cuts a stream into lines. One goroutine of os/exec writes to it.
type lines struct {
	each func(line string)
	rest string
}

// Write implements io.Writer.
func (l *lines) Write(b []byte) (int, error) {
	l.rest += string(b)
	for {
		line, rest, whole := strings.Cut(l.rest, "\n")
		if !whole {
			return len(b), nil
		}
		l.rest = rest
		l.each(line)
	}
}
