package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const goodDockerfile = `FROM debian:bookworm-slim AS stage
RUN apt-get update && apt-get install -y --no-install-recommends poppler-utils && rm -rf /var/lib/apt/lists/*
COPY README.md /
USER 65532:65532
HEALTHCHECK CMD ["/usr/bin/healthcheck"]
`

const goodCompose = `services:
  stage:
    build: {context: ., dockerfile: deploy/docker/Dockerfile, target: stage}
    restart: unless-stopped
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    logging: {driver: json-file, options: {max-size: 10m}}
    ports: ["127.0.0.1:8080:8080"]
    deploy: {resources: {limits: {cpus: "1", memory: 1G, pids: 100}}}
`

func TestWhatKeepsTheRulesRaisesNothing(t *testing.T) {
	if found := check(context.Background(), house(t, goodDockerfile, goodCompose)); len(found) > 0 {
		t.Errorf("found %q", found)
	}
}

func TestEachBrokenRuleIsFound(t *testing.T) {
	for _, c := range []struct{ file, from, to, want string }{
		{"docker", "debian:bookworm-slim", "debian", "image debian is not pinned"},
		{"docker", "debian:bookworm-slim", "debian:latest", "image debian:latest is not pinned"},
		{"docker", "--no-install-recommends ", "", "without --no-install-recommends"},
		{"docker", " && rm -rf /var/lib/apt/lists/*", "", "keeps the package lists"},
		{"docker", "COPY README.md", "COPY GONE.md", "COPY GONE.md: no such file"},
		{"docker", "COPY README.md", "ADD README.md", "ADD fetches and unpacks"},
		{"docker", "USER 65532:65532", "USER root", "runs as root"},
		{"docker", `HEALTHCHECK CMD ["/usr/bin/healthcheck"]`, "", "has no health check"},
		{"docker", "USER 65532", "USERR 65532", "unknown instruction"},
		{"compose", "target: stage", "target: gone", `target "gone"`},
		{"compose", "restart: unless-stopped", "restrat: unless-stopped", "restrat"},
		{"compose", "    restart: unless-stopped\n", "", "does not say what happens when it ends"},
		{"compose", "cap_drop: [ALL]", "cap_drop: [NET_RAW]", "lacks cap_drop ALL"},
		{"compose", `["no-new-privileges:true"]`, "[]", "lacks security_opt"},
		{"compose", "127.0.0.1:8080:8080", "8080:8080", "to the world"},
		{"compose", "max-size: 10m", "max-file: \"3\"", "grows for ever"},
		{"compose", "memory: 1G, ", "", "no limit of memory"},
		{"compose", "    ports:", "    volumes: [\"./gone:/x\"]\n    ports:", "mounts gone, which is not there"},
		{"compose", "    ports:", "    depends_on: [gone]\n    ports:", "gone"},
	} {
		dockerfile, compose := goodDockerfile, goodCompose
		broken := &dockerfile
		if c.file == "compose" {
			broken = &compose
		}
		if !strings.Contains(*broken, c.from) {
			t.Fatalf("%q is not in the good file", c.from)
		}
		*broken = strings.Replace(*broken, c.from, c.to, 1)
		found := strings.Join(check(context.Background(), house(t, dockerfile, compose)), "\n")
		if !strings.Contains(found, c.want) {
			t.Errorf("%q for %q: want %q, found %q", c.to, c.from, c.want, found)
		}
	}
}

// house is a repository with these two files.
func house(t *testing.T, dockerfile, compose string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{"deploy/docker/Dockerfile": dockerfile, "docker-compose.yml": compose, "README.md": ""} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}
