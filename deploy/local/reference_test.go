package local

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/stages/flow"
)

//go:generate go test -short -count=1 -run ^TestTheReferenceListsWhatEveryProgramReads$ -update .

var update = flag.Bool("update", false, "write deploy/CONFIGURATION.md again")

const referenceFile = "../CONFIGURATION.md"

func TestTheReferenceListsWhatEveryProgramReads(t *testing.T) {
	want := reference(t)
	if *update {
		if err := os.WriteFile(referenceFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(referenceFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("deploy/CONFIGURATION.md is not what the programs read now; run: make generate")
	}
	for _, p := range programs() {
		for _, v := range p.variables {
			if !strings.Contains(want, "`"+v.Name+"`") && !strings.Contains(want, "`"+ofAny(p, v)+"`") {
				t.Errorf("%s of %s is missing", v.Name, p.name)
			}
		}
	}
}

func TestNoProgramReadsAVariableTwice(t *testing.T) {
	var stages []string
	for _, p := range programs() {
		seen := map[string]bool{}
		for _, v := range p.variables {
			if seen[v.Name] {
				t.Errorf("%s lists %s twice", p.name, v.Name)
			}
			seen[v.Name] = true
		}
		stages = append(stages, strings.TrimPrefix(p.name, "munshi-"))
	}
	for _, s := range allStages() {
		if !slices.Contains(stages, s) {
			t.Errorf("%s is not in the reference", s)
		}
	}
}

func allStages() (names []string) {
	for _, s := range stages() {
		names = append(names, s.name)
	}
	return names
}

const anyProgram = "MUNSHI_<PROGRAM>_"

// ofAny is the name of a variable that every stage has for itself.
func ofAny(p program, v flow.Variable) string {
	own := "MUNSHI_" + strings.ToUpper(strings.TrimPrefix(p.name, "munshi-")) + "_"
	if rest, ok := strings.CutPrefix(v.Name, own); ok && !v.Shared {
		return anyProgram + rest
	}
	return v.Name
}

// setting is one row: a variable, who reads it, and what for.
type setting struct {
	flow.Variable
	readers  []string
	meanings []string // one for all readers when they agree
}

// settings are all variables, in the order in which they are met, and how many programs are stages.
func settings(t *testing.T) (all []*setting, stages int) {
	t.Helper()
	byName := map[string]*setting{}
	stages = len(allStages())
	meet := func(name string, p program, v flow.Variable) {
		s := byName[name]
		if s == nil {
			s = &setting{Variable: v}
			s.Name = name
			byName[name] = s
			all = append(all, s)
		}
		if s.Default != v.Default {
			t.Errorf("%s has the default %q in %s and %q in %s", name, s.Default, s.readers[0], v.Default, p.name)
		}
		s.readers = append(s.readers, strings.TrimPrefix(p.name, "munshi-"))
		if !slices.Contains(s.meanings, v.Help) {
			s.meanings = append(s.meanings, v.Help)
		}
	}
	of := map[string]int{} // how many programs have it for themselves
	for _, p := range programs() {
		for _, v := range p.variables {
			of[ofAny(p, v)+v.Help]++
		}
	}
	for _, p := range programs() {
		for _, v := range p.variables {
			if any := ofAny(p, v); any != v.Name && of[any+v.Help] == stages {
				meet(any, p, v)
			} else {
				meet(v.Name, p, v)
			}
		}
	}
	return all, stages
}

func reference(t *testing.T) string {
	all, stages := settings(t)
	var b strings.Builder
	fmt.Fprint(&b, `# Everything that can be set

Every program is configured by variables of its environment, and by nothing else. Here are all of them, written by
`+"`make generate`"+` from the structs that the programs read; a program's own `+"`--help`"+` says the same.

- A variable can be set for one program alone, and wins there: `+"`MUNSHI_SINK_KAFKA_BROKERS`"+` over `+"`MUNSHI_KAFKA_BROKERS`"+`; and
  one that belongs to a program can be set for all: `+"`MUNSHI_CONCURRENCY`"+` for each `+"`MUNSHI_<PROGRAM>_CONCURRENCY`"+`.
- Where `+"`_FILE`"+` stands, the value is a secret: `+"`<variable>_FILE`"+` may name a file that holds it, and it is never logged.
- Durations are like `+"`20s`"+` or `+"`5m`"+`, lists are separated by commas. All mistakes are told at once, at start, and the program
  ends with code 2.
- OpenTelemetry's own variables say where traces go: `+"`OTEL_EXPORTER_OTLP_ENDPOINT`"+` (such as `+"`http://collector:4318`"+`; spans go to
  `+"`/v1/traces`"+` below it, as OTLP in JSON; empty: nowhere) and `+"`OTEL_EXPORTER_OTLP_HEADERS`"+` (`+"`name=value`"+`, separated by commas).

## Read by several programs

The command `+"`munshi`"+` reads those of Kafka, S3 and ClickHouse too; for it alone they begin with `+"`MUNSHI_CLI_`"+`.

`)
	table := func(with bool, chosen func(*setting) bool) {
		header := []string{"variable", "default", "meaning"}
		if with {
			header = append(header, "read by")
		}
		row(&b, header...)
		row(&b, slices.Repeat([]string{"---"}, len(header))...)
		for _, s := range all {
			if !chosen(s) {
				continue
			}
			cells := []string{code(s.Name), code(s.Default), strings.ReplaceAll(strings.Join(s.meanings, "; or "), "<", "&lt;")}
			if s.Secret {
				cells[0] += " `_FILE`"
			}
			if with {
				cells = append(cells, readers(s.readers, stages))
			}
			row(&b, cells...)
		}
	}
	ofEach := func(s *setting) bool { return strings.HasPrefix(s.Name, anyProgram) }
	table(true, func(s *setting) bool { return !ofEach(s) && len(s.readers) > 1 })
	fmt.Fprintf(&b, "\n## How each program runs\n\nEach of %s has its own: `<PROGRAM>` is its name in capitals.\n\n", strings.Join(allStages(), ", "))
	table(false, ofEach)
	for _, p := range programs() {
		only := func(s *setting) bool {
			return !ofEach(s) && len(s.readers) == 1 && s.readers[0] == strings.TrimPrefix(p.name, "munshi-")
		}
		if slices.ContainsFunc(all, only) {
			fmt.Fprintf(&b, "\n## Only %s\n\n", p.name)
			table(false, only)
		}
	}
	return b.String()
}

func readers(names []string, stages int) string {
	switch len(names) {
	case stages + 1:
		return "all"
	case stages:
		if !slices.Contains(names, "local") {
			return "all but local"
		}
	}
	return strings.Join(names, ", ")
}

func row(b *strings.Builder, cells ...string) {
	for n, c := range cells {
		cells[n] = strings.ReplaceAll(c, "|", "\\|")
	}
	fmt.Fprintf(b, "| %s |\n", strings.Join(cells, " | "))
}

func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}
