package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// composeProject reads docker-compose.yml as an engine would.
func composeProject(t *testing.T) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{filepath.Join("..", "..", "docker-compose.yml")}, cli.WithName("kanal"),
		cli.WithEnv([]string{"POSTGRES_PASSWORD=a-password"}))
	if err != nil {
		t.Fatal(err)
	}
	project, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return project
}

func TestComposeFileFitsTheProgram(t *testing.T) {
	project := composeProject(t)
	kanal := project.Services["kanal"]
	values := map[string]string{}
	for name, value := range kanal.Environment {
		if value != nil {
			values[name] = *value
		}
	}
	config, err := parseConfig(values)
	if err != nil {
		t.Fatalf("the program refuses the settings of docker-compose.yml: %v", err)
	}
	if !strings.Contains(config.DatabaseURL, "@postgres:5432/kanal") {
		t.Errorf("database %q is not the service postgres", config.DatabaseURL)
	}
	if _, ok := project.Services["postgres"]; !ok {
		t.Error("no service postgres")
	}
	for name := range map[string]bool{"kanal": true, "postgres": true} {
		service := project.Services[name]
		if service.HealthCheck == nil || len(service.HealthCheck.Test) == 0 {
			t.Errorf("service %s has no health check", name)
		}
		if len(service.Volumes) == 0 {
			t.Errorf("service %s keeps nothing", name)
		}
	}
	if kanal.Volumes[0].Target != config.DataDir {
		t.Errorf("the key lies in %s, the volume is %s", config.DataDir, kanal.Volumes[0].Target)
	}
	if _, port, _ := strings.Cut(config.Listen, ":"); len(kanal.Ports) != 1 || port != "8080" || kanal.Ports[0].Target != 8080 {
		t.Errorf("ports %v do not lead to %s", kanal.Ports, config.Listen)
	}
	if kanal.DependsOn["postgres"].Condition != types.ServiceConditionHealthy {
		t.Error("kanal does not wait for a healthy postgres")
	}
}

func TestDockerfileFitsTheProgram(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("..", "..", "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	for line := range strings.SplitSeq(string(file), "\n") {
		if pairs, ok := strings.CutPrefix(line, "ENV "); ok {
			for _, pair := range strings.Fields(pairs) {
				name, value, _ := strings.Cut(pair, "=")
				values[name] = value
			}
		}
	}
	if config, err := parseConfig(values); err != nil || config.DataDir != "/data" {
		t.Errorf("the program makes %+v of the image's settings: %v", config, err)
	}
	for _, want := range []string{"CGO_ENABLED=0", "USER 65532:65532", "./cmd/kanal", "HEALTHCHECK", `"/kanal", "health"`} {
		if !strings.Contains(string(file), want) {
			t.Errorf("the Dockerfile lacks %s", want)
		}
	}
}
