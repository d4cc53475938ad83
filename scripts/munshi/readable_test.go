package main

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

func TestADeadLetterIsShownWithoutItsPasswordHoweverItIsWritten(t *testing.T) {
	whole := &munshiv1.DocumentUploaded{Uri: "s3://inbox/statement.pdf", Password: "hush"}
	binary, err := proto.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	for name, l := range map[string]*flow.DeadLetter{
		"JSON":             {Value: []byte(`{"uri":"s3://inbox/statement.pdf","password":"hush"}`)},
		"a number":         {Value: []byte(`{"uri":"s3://inbox/statement.pdf","password":11021990}`)},
		"JSON cut off":     {Value: []byte(`{"uri":"s3://inbox/statement.pdf","password":"hush`)},
		"no comma":         {Value: []byte(`{"uri":"s3://inbox/statement.pdf" "password" : "hu\"hush" "x":1}`)},
		"single quotes":    {Value: []byte(`{'uri':'s3://inbox/statement.pdf','password':'hush'}`)},
		"no quotes":        {Value: []byte(`{uri: s3://inbox/statement.pdf, Password: 01021990}`)},
		"protobuf":         {Value: binary, ContentType: "application/protobuf"},
		"protobuf cut off": {Value: binary[:len(binary)-1], ContentType: "application/protobuf"},
		"bytes":            {Value: append([]byte("\x00\xff password: hush"), binary...)},
	} {
		l.Topic = "documents.uploaded.bulk"
		got := readable(l)
		if strings.Contains(got, "hu") || strings.Contains(got, "1990") {
			t.Errorf("%s: the password is shown: %s", name, got)
		}
		if want := "s3://inbox/statement.pdf"; !strings.Contains(got, want) && !strings.Contains(got, "--raw") {
			t.Errorf("%s: neither %q nor how to see it is shown: %s", name, want, got)
		}
	}
}

// What cannot be decoded is a stranger's, and a terminal obeys it.
func TestADeadLetterDoesNotCommandTheTerminal(t *testing.T) {
	for _, value := range []string{"\x1b[2J\x1b]0;owned\a not JSON", `{"text":"\u001b[2J` + "\u009b31m\u202e" + `"}`, "\u009b31m\u202egpj.exe\r\b"} {
		if got := readable(&flow.DeadLetter{Value: []byte(value)}); strings.ContainsAny(got, "\x1b\a\b\r\u009b\u202e") {
			t.Errorf("%q is shown as %q", value, got)
		}
		if got := oneLine(value, 100); strings.ContainsAny(got, "\x1b\a\b\r\n\u009b\u202e") {
			t.Errorf("%q is listed as %q", value, got)
		}
	}
	hindi := "खाता में ₹500 जमा क्\u200dष" // with a joiner, which letters need
	if got := readable(&flow.DeadLetter{Value: []byte(hindi)}); got != hindi {
		t.Errorf("%q is shown as %q", hindi, got)
	}
}
