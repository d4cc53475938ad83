package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// composeMistakes loads docker-compose.yml as `docker compose config` does and applies the rules to each service.
func composeMistakes(ctx context.Context, root string, files map[string]*dockerfile) []string {
	options, err := cli.NewProjectOptions([]string{filepath.Join(root, "docker-compose.yml")},
		cli.WithWorkingDirectory(root), cli.WithName("munshi"), cli.WithInterpolation(true),
		cli.WithConsistency(true), cli.WithNormalization(true), cli.WithResolvedPaths(true), cli.WithProfiles([]string{"*"}))
	if err != nil {
		return []string{err.Error()}
	}
	project, err := options.LoadProject(ctx)
	if err != nil {
		return []string{err.Error()}
	}
	var found []string
	published := map[string]string{}
	for _, name := range project.ServiceNames() {
		s := project.Services[name]
		for _, m := range append(serviceMistakes(root, s, files), taken(published, s)...) {
			found = append(found, name+": "+m)
		}
	}
	return found
}

func serviceMistakes(root string, s types.ServiceConfig, files map[string]*dockerfile) []string {
	var found []string
	mistake := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	user, checked := s.User, s.HealthCheck != nil && !s.HealthCheck.Disable

	if s.Build == nil {
		if m := unpinned(s.Image); m != "" {
			mistake("%s", m)
		}
	} else if t, m := built(s.Build, files); m != "" {
		mistake("%s", m)
	} else {
		if user == "" {
			user = t.user
		}
		checked = checked || t.healthcheck
	}
	if isRoot(user) {
		mistake("runs as root: set user, or USER in its Dockerfile")
	}
	// What runs once and ends has no health but its exit code.
	once := s.Restart == "no"
	if !checked && !once {
		mistake("has no health check, and is not a job that ends (restart: \"no\")")
	}
	if s.Restart == "" {
		mistake("does not say what happens when it ends (restart)")
	}
	if s.Deploy == nil || s.Deploy.Resources.Limits == nil || s.Deploy.Resources.Limits.MemoryBytes == 0 || s.Deploy.Resources.Limits.NanoCPUs == 0 || s.Deploy.Resources.Limits.Pids == 0 {
		mistake("has no limit of memory, cpus and pids (deploy.resources.limits)")
	}
	if s.Privileged || s.NetworkMode == "host" {
		mistake("is privileged or on the host's network")
	}
	if !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
		mistake("lacks security_opt no-new-privileges:true")
	}
	if !slices.Contains(s.CapDrop, "ALL") {
		mistake("lacks cap_drop ALL")
	}
	if s.Logging == nil || s.Logging.Options["max-size"] == "" {
		mistake("its log grows for ever: logging.options.max-size")
	}
	for _, v := range s.Volumes {
		if v.Type == types.VolumeTypeBind {
			if _, err := os.Stat(v.Source); err != nil {
				name, _ := filepath.Rel(root, v.Source)
				mistake("mounts %s, which is not there", name)
			}
		}
	}
	for _, p := range s.Ports {
		if p.HostIP != "127.0.0.1" {
			mistake("publishes port %s to the world: 127.0.0.1:%s", p.Published, p.Published)
		}
	}
	return found
}

// built finds the target that a service is built from.
func built(b *types.BuildConfig, files map[string]*dockerfile) (*target, string) {
	path := b.Dockerfile
	if !filepath.IsAbs(path) {
		path = filepath.Join(b.Context, path)
	}
	f, ok := files[path]
	if !ok {
		return nil, fmt.Sprintf("is built from %s, which is not a Dockerfile of deploy/docker", b.Dockerfile)
	}
	t, ok := f.targets[b.Target]
	if !ok {
		return nil, fmt.Sprintf("is built from target %q, which %s does not have", b.Target, filepath.Base(path))
	}
	return t, ""
}

// taken finds ports that two services publish.
func taken(published map[string]string, s types.ServiceConfig) []string {
	var found []string
	for _, p := range s.Ports {
		port := strings.TrimSpace(p.Published)
		if other, ok := published[port]; ok {
			found = append(found, fmt.Sprintf("publishes port %s, as %s does", port, other))
		}
		published[port] = s.Name
	}
	return found
}
