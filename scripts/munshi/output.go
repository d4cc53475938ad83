package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"
)

// column is one column of a table over rows of T.
type column[T any] struct {
	head string
	cell func(T) string
}

// show prints rows as a table or, with --output json, one object a line.
func show[T any](t *terminal, rows []T, columns []column[T]) error {
	if t.output == "json" {
		e := json.NewEncoder(t.out)
		e.SetEscapeHTML(false)
		for _, r := range rows {
			if err := e.Encode(r); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(t.out, 0, 8, 2, ' ', 0)
	heads := make([]string, len(columns))
	for i, c := range columns {
		heads[i] = c.head
	}
	fmt.Fprintln(w, strings.Join(heads, "\t"))
	for _, r := range rows {
		cells := make([]string, len(columns))
		for i, c := range columns {
			cells[i] = oneLine(c.cell(r), 100)
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	return w.Flush()
}

// oneLine makes a text fit a cell: strangers' texts hold line breaks and control characters.
func oneLine(text string, most int) string {
	text = strings.NewReplacer("\n", " ", "\t", " ").Replace(harmless(text))
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

func clock(at time.Time) string {
	if at.IsZero() || at.Unix() <= 0 {
		return ""
	}
	return at.Local().Format("2006-01-02 15:04:05")
}
