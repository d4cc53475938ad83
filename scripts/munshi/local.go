package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/spf13/cobra"
)

// localProgram has the stages in it, and with them the native libraries that this command does without.
const localProgram = "munshi-local"

var localHelp = map[string]cobra.Command{
	"read": {
		Use:   "read [--password P] [--debug DIR] FILE...",
		Short: "Read documents here, without servers: one JSON line a file",
		Long: `read does the whole reading of each file (preprocess, recognize, extract) in one process and prints one
JSON line a file. A file that cannot be read has its line too, with the error; the exit code is then 1.
--debug DIR writes how each file was read: the candidates of each field, drawn on the page, and why one won.

It is done by munshi-local, which must be beside this program.`,
		Example: "  munshi read card.jpg statement.pdf",
	},
	"classify": {
		Use:   "classify [--explain | --measure] [FILE]",
		Short: "Classify bank SMS here, without servers: JSON lines in, JSON lines out",
		Long: `classify reads JSON lines {id,sender,text,receivedAt} from FILE or standard input and prints one result a line;
with --explain, how each message is read, step by step; with --measure, how often each field of labelled messages is right.

It is done by munshi-local, which must be beside this program.`,
		Example: `  echo '{"id":"1","text":"Rs 500 debited from a/c XX1234"}' | munshi classify`,
	},
	"train": {
		Use:   "train --labels FILE|--prints FILE --out FILE | --corrections FILE --messages FILE --dir FOLDER",
		Short: "Train the model of classify, or that of the kinds of documents, here, without servers",
		Long: `train learns the model of classify from labelled messages, or with --prints the one by which extract tells the kinds of
documents from labelled papers ("make train" writes both and calls it), and writes it as text. The same input gives the same bytes.
With --corrections it teaches classify what analysts corrected, and prints how often it was right before and after.

It is done by munshi-local, which must be beside this program.`,
		Example: "  munshi train --labels sms_labels.jsonl --out model.txt",
	},
}

// localCommand hands a command with all its arguments to munshi-local, which replaces this process: standard input,
// signals and the exit code are its own.
func localCommand(t *terminal, name string) *cobra.Command {
	c := localHelp[name]
	c.DisableFlagParsing = true
	c.RunE = func(c *cobra.Command, args []string) error {
		if slices.Contains(args, "--help") || slices.Contains(args, "-h") {
			return c.Help()
		}
		self, err := os.Executable()
		if err != nil {
			return fmt.Errorf("find this program's folder: %w", err)
		}
		return handOver(filepath.Dir(self), name, args)
	}
	return &c
}

func handOver(dir, name string, args []string) error {
	path := filepath.Join(dir, localProgram)
	err := syscall.Exec(path, append([]string{localProgram, name}, args...), os.Environ())
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is not there, and %q needs it: build it with \"make build\", or install it beside munshi", path, "munshi "+name)
	}
	return fmt.Errorf("start %s: %w", path, err)
}
