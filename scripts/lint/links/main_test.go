package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLinksThatLeadNowhereAreFound(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("docs/other.md", "# Dead letters, and `why`\n")
	write("docs/page.md", strings.Join([]string{
		"[good](other.md) [heading](other.md#dead-letters-and-why) [up](../docs) [web](https://example.com/x)",
		"[gone](missing.md)",
		"[no heading](other.md#lag)",
		"[outside](../../etc/passwd)",
		"`[code](nowhere.md)`",
		"```",
		"[fenced](nowhere.md)",
		"```",
	}, "\n"))

	got := broken(root, "docs/page.md")
	want := []string{
		"docs/page.md:2: missing.md: no such file",
		"docs/page.md:3: other.md#lag: no such heading",
		"docs/page.md:4: ../../etc/passwd: leads out of the repository",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
