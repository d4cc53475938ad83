package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// dockerfile is what the rules need to know of one Dockerfile.
type dockerfile struct {
	targets  map[string]*target
	mistakes []string
}

// target is one build stage, with what it inherits from the stages it is built on.
type target struct {
	user        string
	healthcheck bool
	line        int
	base        bool // another stage is built on it
}

func readDockerfile(root, path string) (*dockerfile, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	tree, err := parser.Parse(in)
	if err != nil {
		return nil, err
	}
	f := &dockerfile{targets: map[string]*target{}}
	lint := linter.New(&linter.Config{Warn: func(rule, _, _, message string, at []parser.Range) {
		line := 0
		if len(at) > 0 {
			line = at[0].Start.Line
		}
		f.mistake(line, "%s: %s", rule, message)
	}})
	stages, args, err := instructions.Parse(tree.AST, lint)
	if err != nil {
		return nil, err
	}
	defaults := map[string]string{}
	for _, arg := range args {
		for _, pair := range arg.Args {
			if pair.Value != nil {
				defaults[pair.Key] = *pair.Value
			}
		}
	}
	for i := range stages {
		f.read(root, &stages[i], defaults)
	}
	return f, nil
}

func (f *dockerfile) read(root string, s *instructions.Stage, args map[string]string) {
	line := s.Location[0].Start.Line
	t := &target{line: line}
	base := os.Expand(s.BaseName, func(name string) string { return args[name] })
	if from, ok := f.targets[base]; ok {
		t.user, t.healthcheck, from.base = from.user, from.healthcheck, true
	} else if base != "scratch" {
		if m := unpinned(base); m != "" {
			f.mistake(line, "%s", m)
		}
		if strings.HasSuffix(base, "nonroot") {
			t.user = "nonroot"
		}
	}
	if s.Name == "" {
		f.mistake(line, "give the stage a name: compose builds stages by name")
	}
	f.targets[s.Name] = t

	for _, command := range s.Commands {
		at := command.Location()[0].Start.Line
		switch c := command.(type) {
		case *instructions.UserCommand:
			t.user = c.User
		case *instructions.HealthCheckCommand:
			t.healthcheck = len(c.Health.Test) > 0 && c.Health.Test[0] != "NONE"
		case *instructions.AddCommand:
			f.mistake(at, "ADD fetches and unpacks by surprise: COPY, or RUN with a checked hash")
		case *instructions.RunCommand:
			f.run(at, strings.Join(c.CmdLine, " "))
		case *instructions.CopyCommand:
			f.copied(root, at, c)
		}
	}
}

// run holds the rules for a RUN line.
func (f *dockerfile) run(at int, line string) {
	if strings.Contains(line, "apt-get install") {
		if !strings.Contains(line, "--no-install-recommends") {
			f.mistake(at, "apt-get install without --no-install-recommends brings what nobody asked for")
		}
		if !strings.Contains(line, "rm -rf /var/lib/apt/lists") {
			f.mistake(at, "apt-get install without rm -rf /var/lib/apt/lists/* keeps the package lists in the image")
		}
	}
	if strings.Contains(line, "sudo ") {
		f.mistake(at, "sudo has no place in an image: use USER")
	}
	if (strings.Contains(line, "curl ") || strings.Contains(line, "wget ")) && !strings.Contains(line, "sha256sum") {
		f.mistake(at, "a download must be checked: sha256sum -c")
	}
}

// copied checks that what is copied from the repository, or from another stage, is there.
func (f *dockerfile) copied(root string, at int, c *instructions.CopyCommand) {
	if c.From != "" {
		if _, ok := f.targets[c.From]; !ok {
			if m := unpinned(c.From); m != "" {
				f.mistake(at, "COPY --from=%s: no such stage, and as an image: %s", c.From, m)
			}
		}
		return
	}
	for _, source := range c.SourcePaths {
		if strings.Contains(source, "$") {
			continue
		}
		if matches, _ := filepath.Glob(filepath.Join(root, source)); len(matches) == 0 {
			f.mistake(at, "COPY %s: no such file in the repository", source)
		}
	}
}

func (f *dockerfile) mistake(line int, format string, args ...any) {
	f.mistakes = append(f.mistakes, fmt.Sprintf("line %d: ", line)+fmt.Sprintf(format, args...))
}

// isRoot says whether a user, as USER or compose's user: gives it, is root.
func isRoot(user string) bool {
	name, _, _ := strings.Cut(user, ":")
	return name == "" || name == "root" || name == "0"
}
