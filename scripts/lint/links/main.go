// Command links checks the relative links of Markdown files: the file and, in Markdown, the heading they lead to
// are there. It reads the names of the files to check from standard input, relative to the repository named by
// its argument. Links to other hosts are not followed: a check must not fail because a stranger's server does.
package main

import (
	"bufio"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: git ls-files '*.md' | links REPOSITORY")
		os.Exit(2)
	}
	bad := 0
	names := bufio.NewScanner(os.Stdin)
	for names.Scan() {
		for _, m := range broken(os.Args[1], names.Text()) {
			fmt.Println(m)
			bad++
		}
	}
	if err := names.Err(); err != nil {
		fmt.Fprintln(os.Stderr, "links:", err)
		os.Exit(2)
	}
	if bad > 0 {
		os.Exit(1)
	}
}

// A link's target ends at the closing bracket or at its title.
var link = regexp.MustCompile(`\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)`)

// broken returns a line for each link of the file that leads nowhere.
func broken(root, name string) []string {
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		return []string{err.Error()}
	}
	var found []string
	for i, line := range prose(string(text)) {
		for _, m := range link.FindAllStringSubmatch(line, -1) {
			if why := deadEnd(root, name, m[1]); why != "" {
				found = append(found, fmt.Sprintf("%s:%d: %s: %s", name, i+1, m[1], why))
			}
		}
	}
	return found
}

func deadEnd(root, from, target string) string {
	u, err := url.Parse(target)
	if err != nil {
		return err.Error()
	}
	if u.Scheme != "" || u.Host != "" {
		return ""
	}
	path := filepath.Join(root, from)
	if u.Path != "" {
		path = filepath.Join(filepath.Dir(path), filepath.FromSlash(u.Path))
	}
	if inside, err := filepath.Rel(root, path); err != nil || strings.HasPrefix(inside, "..") {
		return "leads out of the repository"
	}
	info, err := os.Stat(path)
	if err != nil {
		return "no such file"
	}
	if u.Fragment == "" || info.IsDir() || filepath.Ext(path) != ".md" {
		return ""
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	for _, line := range prose(string(text)) {
		if strings.HasPrefix(line, "#") && anchor(line) == u.Fragment {
			return ""
		}
	}
	return "no such heading"
}

// prose is the lines of a Markdown text, those of code blocks and code spans left empty.
func prose(text string) []string {
	lines := strings.Split(text, "\n")
	fenced := false
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
			lines[i] = ""
		} else if fenced {
			lines[i] = ""
		} else if !strings.HasPrefix(line, "#") {
			lines[i] = span.ReplaceAllString(line, "")
		}
	}
	return lines
}

var (
	span       = regexp.MustCompile("`[^`]*`")
	notInNames = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// anchor is the name that GitHub gives to a heading.
func anchor(heading string) string {
	name := strings.ToLower(strings.TrimSpace(strings.TrimLeft(heading, "#")))
	return strings.ReplaceAll(notInNames.ReplaceAllString(name, ""), " ", "-")
}
