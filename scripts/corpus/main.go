// Command corpus draws labelled documents and writes labelled bank SMS: the same files, byte for byte, for the same
// seed. Nothing in them is real. `corpus samples` makes the few that `make up` shows; `corpus documents` and
// `corpus messages` make as many as a measurement needs.
//
// The kit for drawing is in draw, what is printed in papers (one file a kind) and messages, and who and what it is
// about in invent.
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/papers"
)

func main() {
	if err := command().Execute(); err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

func command() *cobra.Command {
	root := &cobra.Command{
		Use: "corpus", Short: "Draw labelled documents and write labelled SMS, the same for the same seed",
		SilenceErrors: true, SilenceUsage: true, Args: cobra.NoArgs,
	}
	root.AddCommand(samplesCommand(), documentsCommand(), printCommand(), messagesCommand(), linesCommand(), glyphsCommand())
	return root
}

func samplesCommand() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use: "samples --dir DIR", Short: "Write the five sample documents and 20 SMS",
		Example: "  go run ./scripts/corpus samples --dir .munshi/samples", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error { return writeSamples(dir) },
	}
	flagDir(c, &dir)
	return c
}

func documentsCommand() *cobra.Command {
	var dir, kind, degradation string
	var seed uint64
	var count int
	c := &cobra.Command{
		Use: "documents --dir DIR", Short: "Draw labelled documents: count of each kind and degradation asked for",
		Example: "  go run ./scripts/corpus documents --seed 7 --count 50 --dir corpus --kind cheque --degradation mild", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			kinds, degradations := papers.Kinds, draw.Degradations
			if kind != "" {
				kinds = []string{kind}
			}
			if degradation == "phone" {
				degradations = draw.Phones
			} else if degradation != "" {
				d, err := draw.ParseDegradation(degradation)
				if err != nil {
					return fmt.Errorf("--degradation: %w", err)
				}
				degradations = []draw.Degradation{d}
			}
			if count < 1 || count > 9999 {
				return fmt.Errorf("--count: %d is not between 1 and 9999", count)
			}
			return writeDocuments(dir, kinds, degradations, seed, count)
		},
	}
	flagDir(c, &dir)
	c.Flags().Uint64Var(&seed, "seed", 1, "another seed gives other documents")
	c.Flags().IntVar(&count, "count", 10, "documents of each kind and degradation")
	c.Flags().StringVar(&kind, "kind", "", "only this kind: "+strings.Join(papers.Kinds, ", "))
	c.Flags().StringVar(&degradation, "degradation", "", fmt.Sprintf("only this one of %v and %v; phone is all of the latter", draw.Degradations, draw.Phones))
	return c
}

func printCommand() *cobra.Command {
	var dir string
	var seed uint64
	var count int
	c := &cobra.Command{
		Use: "print --dir DIR", Short: "Write the words of papers and their places, without drawing files: print.jsonl",
		Example: "  go run ./scripts/corpus print --seed 1 --count 200 --dir corpus", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if count < 1 || count > 9999 {
				return fmt.Errorf("--count: %d is not between 1 and 9999", count)
			}
			return writePrints(dir, seed, count)
		},
	}
	flagDir(c, &dir)
	c.Flags().Uint64Var(&seed, "seed", 1, "another seed gives other papers")
	c.Flags().IntVar(&count, "count", 100, "papers of each kind")
	return c
}

func messagesCommand() *cobra.Command {
	var dir string
	var seed uint64
	var count int
	c := &cobra.Command{
		Use: "messages --dir DIR", Short: "Write labelled SMS: sms.jsonl and sms_labels.jsonl",
		Example: "  go run ./scripts/corpus messages --seed 7 --count 1000 --dir corpus", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if count < 1 || count > 10_000_000 {
				return fmt.Errorf("--count: %d is not between 1 and 10,000,000", count)
			}
			return writeMessages(dir, seed, count)
		},
	}
	flagDir(c, &dir)
	c.Flags().Uint64Var(&seed, "seed", 1, "another seed gives other messages")
	c.Flags().IntVar(&count, "count", 100, "messages")
	return c
}

func linesCommand() *cobra.Command {
	var dir string
	var seed uint64
	var count int
	c := &cobra.Command{
		Use: "lines --dir DIR", Short: "Write labelled descriptions of statement lines: line_labels.jsonl",
		Example: "  go run ./scripts/corpus lines --seed 7 --count 1000 --dir corpus", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if count < 1 || count > 10_000_000 {
				return fmt.Errorf("--count: %d is not between 1 and 10,000,000", count)
			}
			return writeStatementLines(dir, seed, count)
		},
	}
	flagDir(c, &dir)
	c.Flags().Uint64Var(&seed, "seed", 1, "another seed gives other lines")
	c.Flags().IntVar(&count, "count", 100, "lines")
	return c
}

func glyphsCommand() *cobra.Command {
	return &cobra.Command{
		Use: "glyphs", Short: "Print the shapes of the magnetic ink type E-13B, which the reader of cheques is made from",
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			for _, r := range draw.E13B {
				rows, err := draw.E13BGlyph(r)
				if err != nil {
					return err
				}
				fmt.Fprintf(c.OutOrStdout(), "%c\n%s\n\n", r, strings.Join(rows, "\n"))
			}
			return nil
		},
	}
}

func flagDir(c *cobra.Command, dir *string) {
	c.Flags().StringVar(dir, "dir", "", "folder to write to; made when missing")
	_ = c.MarkFlagRequired("dir")
}
