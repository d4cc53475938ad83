package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/messages"
	"github.com/munshi-in/munshi/scripts/corpus/papers"
)

// samplesSeed never changes: screenshots, documentation and tests show what it gives.
const samplesSeed, sampleMessages = 20260101, 20

func writeSamples(dir string) error {
	documents, err := papers.Samples(samplesSeed)
	if err != nil {
		return err
	}
	labels, err := create(dir, "labels.jsonl")
	if err != nil {
		return err
	}
	for _, d := range documents {
		if err := writeDocument(dir, d, labels); err != nil {
			return errors.Join(err, labels.close())
		}
	}
	return errors.Join(labels.close(), writeMessages(dir, samplesSeed, sampleMessages))
}

func writeDocuments(dir string, kinds []string, degradations []draw.Degradation, seed uint64, count int) error {
	labels, err := create(dir, "labels.jsonl")
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		for _, degradation := range degradations {
			for i := range count {
				d, err := papers.Make(kind, seed, i, degradation)
				if err == nil {
					err = writeDocument(dir, d, labels)
				}
				if err != nil {
					return errors.Join(err, labels.close())
				}
			}
		}
	}
	return labels.close()
}

func writePrints(dir string, seed uint64, count int) error {
	prints, err := create(dir, "print.jsonl")
	if err != nil {
		return err
	}
	for _, kind := range papers.Kinds {
		for i := range count {
			label, err := papers.Print(kind, seed, i)
			if err == nil {
				err = prints.add(label)
			}
			if err != nil {
				return errors.Join(err, prints.close())
			}
		}
	}
	return prints.close()
}

func writeDocument(dir string, d papers.Document, labels *lines) error {
	path := filepath.Join(dir, d.Label.ID+d.Extension)
	if err := os.WriteFile(path, d.Bytes, 0o644); err != nil {
		return fmt.Errorf("write document: %w", err)
	}
	return labels.add(d.Label)
}

func writeMessages(dir string, seed uint64, count int) error {
	texts, err := create(dir, "sms.jsonl")
	if err != nil {
		return err
	}
	labels, err := create(dir, "sms_labels.jsonl")
	if err != nil {
		return errors.Join(err, texts.close())
	}
	for i := range count {
		message, label := messages.Make(seed, i)
		if err = errors.Join(texts.add(message), labels.add(label)); err != nil {
			break
		}
	}
	return errors.Join(err, texts.close(), labels.close())
}

func writeStatementLines(dir string, seed uint64, count int) error {
	labels, err := create(dir, "line_labels.jsonl")
	if err != nil {
		return err
	}
	for i := range count {
		if err = labels.add(messages.MakeLine(seed, i)); err != nil {
			break
		}
	}
	return errors.Join(err, labels.close())
}

// lines is a file of JSON lines.
type lines struct {
	file   *os.File
	buffer *bufio.Writer
}

func create(dir, name string) (*lines, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("--dir: %w", err)
	}
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("--dir: %w", err)
	}
	return &lines{f, bufio.NewWriter(f)}, nil
}

func (l *lines) add(value any) error {
	e := json.NewEncoder(l.buffer)
	e.SetEscapeHTML(false)
	return e.Encode(value)
}

func (l *lines) close() error { return errors.Join(l.buffer.Flush(), l.file.Close()) }
