package messages

import (
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// The wordings, as grammars: one file a language or region. A line "name: a | b" is a rule with two ways to say it; a line
// "== name, type, direction, instrument, countries" begins the wordings of one kind of message, one a line. In a wording
// <name> stands for a rule, [x] is said or not, (x|y) is one of them and (x) itself, {slot} is a fact (facts.go lists them), {{x}} is who was
// paid or who paid as the whole of x tells it, ~ ends a line of the message.
//
//go:embed grammar/*.txt
var grammars embed.FS

// A kind is what a message tells, with the wordings for it.
type kind struct {
	name, label, direction, instrument string
	countries                          []string
	wordings                           []wording
}

// wording is one way of telling something; id is where it stands, instrument what it tells of instead of its kind's.
type wording struct {
	id, instrument string
	node           node
}

// A node is a part of a grammar: text, a slot, a rule, or a choice of rows of nodes. Of a whole the counterparty is all that it tells.
type node struct {
	text    string
	slot    string
	rule    string
	choices [][]node
	whole   bool
}

type grammar struct {
	rules map[string]node
	kinds []kind
	lines []kind // of bank statements
}

var theGrammar = mustRead()

func mustRead() grammar {
	g, err := readGrammars()
	if err != nil {
		panic(err) // a mistake in a file that is built in: every test shows it
	}
	return g
}

func readGrammars() (grammar, error) {
	g := grammar{rules: map[string]node{}}
	files, err := grammars.ReadDir("grammar")
	if err != nil {
		return g, err
	}
	for _, file := range files {
		text, err := grammars.ReadFile("grammar/" + file.Name())
		if err != nil {
			return g, err
		}
		if err := g.read(file.Name(), string(text)); err != nil {
			return g, err
		}
	}
	err = g.check()
	g.kinds = slices.DeleteFunc(newFirst(g.kinds), func(k kind) bool {
		if k.label == lineLabel {
			g.lines = append(g.lines, k)
		}
		return k.label == lineLabel
	})
	return g, err
}

// lineLabel is the type of what is no message but a line of a statement.
const lineLabel = "line"

// newFirst puts the kinds that show a type or an instrument for the first time before all others, so that few samples show all.
func newFirst(kinds []kind) []kind {
	seen, again := map[string]bool{"": true}, map[string]int{}
	var first, others []kind
	for _, k := range kinds {
		if !seen[k.label] || !seen[k.instrument] {
			first = append(first, k)
		} else {
			others = append(others, k)
		}
		seen[k.label], seen[k.instrument] = true, true
	}
	all := append(first, others...)
	for _, k := range append(slices.Clone(all), all...) { // a kind of many wordings comes more often
		if n := again[k.name]; len(k.wordings) > wordingsOnce*(n+1) {
			again[k.name]++
			all = append(all, k)
		}
	}
	return all
}

// wordingsOnce is for how many wordings a kind comes once in a round.
const wordingsOnce = 12

func (g *grammar) read(file, text string) error {
	var open *kind
	for n, line := range strings.Split(text, "\n") {
		at := fmt.Sprintf("%s:%d", file, n+1)
		line = strings.TrimSpace(line)
		switch name, body, isRule := strings.Cut(line, ": "); {
		case line == "":
			open = nil
		case strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "== "):
			f := strings.Split(line[3:], ", ")
			if len(f) != 5 {
				return fmt.Errorf("%s: a kind has a name, type, direction, instrument and countries", at)
			}
			k := kind{name: f[0], label: f[1], direction: strings.Trim(f[2], "-"), instrument: strings.Trim(f[3], "-"), countries: strings.Fields(f[4])}
			g.kinds = append(g.kinds, k)
			open = &g.kinds[len(g.kinds)-1]
		case open != nil:
			told := open.instrument
			if other, rest, ok := strings.Cut(line, " "); ok && strings.HasPrefix(other, "!") {
				told, line = other[1:], rest
			}
			parsed, err := parse(line)
			if err != nil {
				return fmt.Errorf("%s: %w", at, err)
			}
			open.wordings = append(open.wordings, wording{id: at, instrument: told, node: parsed})
		case isRule:
			p := parser{rest: body + ")"}
			rows, err := p.rows(")")
			if err != nil || p.rest != "" {
				return fmt.Errorf("%s: brackets that do not match: %w", at, errors.Join(err, errors.New(p.rest)))
			}
			if _, twice := g.rules[name]; twice {
				return fmt.Errorf("%s: rule %s stands twice", at, name)
			}
			g.rules[name] = node{choices: rows}
		default:
			return fmt.Errorf("%s: neither a rule nor a wording: %q", at, line)
		}
	}
	return nil
}

// check finds rules that are used and not there.
func (g *grammar) check() error {
	var visit func(node) error
	visit = func(n node) error {
		if n.rule != "" {
			if _, ok := g.rules[n.rule]; !ok {
				return fmt.Errorf("no rule <%s>", n.rule)
			}
		}
		if n.slot != "" && !slices.Contains(slots, n.slot) {
			return fmt.Errorf("no slot {%s}", n.slot)
		}
		for _, row := range n.choices {
			for _, part := range row {
				if err := visit(part); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for name, rule := range g.rules {
		if err := visit(rule); err != nil {
			return fmt.Errorf("rule %s: %w", name, err)
		}
	}
	for _, k := range g.kinds {
		for _, w := range k.wordings {
			if err := visit(w.node); err != nil {
				return fmt.Errorf("%s: %w", w.id, err)
			}
		}
	}
	return nil
}

// parse reads one wording.
func parse(text string) (node, error) {
	p := parser{rest: text}
	rows, err := p.rows("")
	return node{choices: rows}, err
}

type parser struct{ rest string }

// rows reads alternatives up to the closing character.
func (p *parser) rows(until string) ([][]node, error) {
	rows := [][]node{nil}
	last := func() *[]node { return &rows[len(rows)-1] }
	for p.rest != "" {
		whole, c := p.rest, p.rest[0]
		p.rest = p.rest[1:]
		switch {
		case until != "" && strings.HasPrefix(whole, until):
			p.rest = whole[len(until):]
			return rows, nil
		case strings.HasPrefix(whole, "{{"):
			p.rest = whole[2:]
			inner, err := p.rows("}}")
			if err != nil {
				return nil, err
			}
			*last() = append(*last(), node{choices: inner, whole: true})
		case c == '|' && until != "":
			rows = append(rows, nil)
		case c == '(' || c == '[':
			inner, err := p.rows(map[byte]string{'(': ")", '[': "]"}[c])
			if err != nil {
				return nil, err
			}
			switch {
			case c == '[':
				inner = append(inner, nil)
			case len(inner) == 1: // no choice: brackets of the message
				inner[0] = append(append([]node{{text: "("}}, inner[0]...), node{text: ")"})
			}
			*last() = append(*last(), node{choices: inner})
		case c == '<' || c == '{':
			name, rest, ok := strings.Cut(p.rest, map[byte]string{'<': ">", '{': "}"}[c])
			if !ok {
				return nil, fmt.Errorf("%c without its end", c)
			}
			p.rest = rest
			if c == '<' {
				*last() = append(*last(), node{rule: name})
			} else {
				*last() = append(*last(), node{slot: name})
			}
		case c == '\\' && p.rest != "": // the next character means itself
			*last() = append(*last(), node{text: p.rest[:1]})
			p.rest = p.rest[1:]
		case c == '~':
			*last() = append(*last(), node{text: "\n"})
		default:
			end := strings.IndexAny(p.rest, "|()[]<>{}~\\")
			if end < 0 {
				end = len(p.rest)
			}
			*last() = append(*last(), node{text: whole[:1+end]})
			p.rest = p.rest[end:]
		}
	}
	if until != "" {
		return nil, fmt.Errorf("no %s", until)
	}
	return rows, nil
}
