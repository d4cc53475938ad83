package sms

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

func TestEveryDataFileIsValid(t *testing.T) {
	k, err := load(embedded)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range k.banks[1:] {
		if k.countries[b.country].currency == "" {
			t.Errorf("%s: its country %q has no currency", b.name, b.country)
		}
	}
	for _, c := range k.currencies[1:] {
		if len(c) != 3 {
			t.Errorf("currency %q is no ISO 4217 code", c)
		}
	}
}

func TestAPhraseThatIsFoundInNoTextIsAMistake(t *testing.T) {
	files := fstest.MapFS{}
	err := fs.WalkDir(embedded, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(embedded, path)
		files[path] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	files["data/categories.txt"].Data = append(files["data/categories.txt"].Data, "bills  plan 123456\nbills  caf\u200Be\n"...)
	files["data/words/en.txt"].Data = append(files["data/words/en.txt"].Data, "due  123456 days\n"...)
	_, err = load(files)
	for _, lost := range []string{`"plan 123456"`, `"caf\u200be"`, `"123456 days"`} {
		if err == nil || !strings.Contains(err.Error(), lost) {
			t.Errorf("nothing is said of %s: %v", lost, err)
		}
	}
}

func TestPhrasesHoldDigits(t *testing.T) {
	know := newEngine(t).know
	for text, want := range map[string]string{
		"your 3D Secure Code is": "3d secure code", "within 24 hours": "within 24 hours", "paid to ZEE5 today": "zee5", "on Tata 1MG": "tata 1mg", "in c6 Bank": "c6 bank", "TIN 2.0": "tin 2.0",
		"at 1 MG Road": "", "5 paisa": "", "c 6 bank": "", "dream 11": "", "zee 51": "",
	} {
		tokens := know.words.tokenize(text, nil)
		found := ""
		for _, l := range []*lexicon{know.words, know.trades} {
			for _, m := range l.marks(tokens, nil) {
				if phrase := text[tokens[m.first].start:tokens[m.last].end]; strings.ContainsAny(phrase, "0123456789") {
					found = strings.ToLower(phrase)
				}
			}
		}
		if found != want {
			t.Errorf("%q: found %q, want %q", text, found, want)
		}
	}
}
