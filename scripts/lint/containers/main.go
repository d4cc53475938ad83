// Command containers checks docker-compose.yml and the Dockerfiles without a Docker engine. The compose file is
// read by the library that `docker compose` itself uses, the Dockerfiles by BuildKit's parser and its linter;
// on top of that come the rules of this house: pinned images, no root, health checks, limits, and
// nothing referred to that is not there. Start at main.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: containers REPOSITORY")
		os.Exit(2)
	}
	root, err := filepath.Abs(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "containers:", err)
		os.Exit(2)
	}
	found := check(context.Background(), root)
	for _, m := range found {
		fmt.Println(m)
	}
	if len(found) > 0 {
		os.Exit(1)
	}
}

// check returns every mistake below root, each with its file.
func check(ctx context.Context, root string) []string {
	var found []string
	files := map[string]*dockerfile{}
	paths, err := filepath.Glob(filepath.Join(root, "deploy/docker/*Dockerfile*"))
	if err != nil || len(paths) == 0 {
		return []string{"deploy/docker: no Dockerfile found"}
	}
	for _, path := range paths {
		if strings.HasSuffix(path, ".dockerignore") {
			continue
		}
		name, _ := filepath.Rel(root, path)
		f, err := readDockerfile(root, path)
		if err != nil {
			found = append(found, fmt.Sprintf("%s: %v", name, err))
			continue
		}
		files[path] = f
		for _, m := range f.mistakes {
			found = append(found, name+": "+m)
		}
	}
	for _, m := range composeMistakes(ctx, root, files) {
		found = append(found, "docker-compose.yml: "+m)
	}
	return found
}

// unpinned says what is wrong with an image reference, or nothing.
func unpinned(image string) string {
	if strings.Contains(image, "@sha256:") {
		return ""
	}
	name := image[strings.LastIndex(image, "/")+1:]
	_, tag, tagged := strings.Cut(name, ":")
	if !tagged || tag == "latest" {
		return fmt.Sprintf("image %s is not pinned to a version", image)
	}
	return ""
}
