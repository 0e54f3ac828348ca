package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kanal"
	"kanal/bots"
)

// metrics counts what operators watch; no label holds anything of a person.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	received *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "kanal_http_request_seconds", Help: "Duration of HTTP requests.",
			Buckets: prometheus.ExponentialBuckets(0.001, 4, 7)}, []string{"route", "status"}),
		received: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "kanal_messages_received_total",
			Help: "Messages that networks handed in over HTTP, by whether they were stored."}, []string{"account", "stored"}),
	}
	m.registry.MustRegister(m.requests, m.received, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// counted counts what goes through an inbox.
func (s *Server) counted(inbox bots.Inbox) bots.Inbox {
	receive := inbox.Receive
	inbox.Receive = func(ctx context.Context, m kanal.Incoming) error {
		err := receive(ctx, m)
		s.metrics.received.WithLabelValues(m.Account, strconv.FormatBool(err == nil)).Inc()
		return err
	}
	return inbox
}

// measured times a route.
func (s *Server) measured(pattern string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		seen := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(seen, r)
		s.metrics.requests.WithLabelValues(pattern, strconv.Itoa(seen.status)).Observe(time.Since(started).Seconds())
	})
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets streams flush through it (http.ResponseController).
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
