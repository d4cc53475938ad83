package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

// comments says what each message ("Document") and field ("Document.document_id") is for. Descriptors that are
// linked into a program carry no comments; the generated code does, and it is checked in.
type comments map[string]string

var protoName = regexp.MustCompile(`\bname=([a-z0-9_]+)`)

func commentsIn(directory string) (comments, error) {
	files, err := filepath.Glob(filepath.Join(directory, "*.pb.go"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no generated code; run it in schemas, after buf generate", directory)
	}
	found := comments{}
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, declaration := range tree.Decls {
			if types, ok := declaration.(*ast.GenDecl); ok && types.Tok == token.TYPE {
				found.add(types)
			}
		}
	}
	return found, nil
}

func (c comments) add(types *ast.GenDecl) {
	for _, spec := range types.Specs {
		message := spec.(*ast.TypeSpec)
		fields, ok := message.Type.(*ast.StructType)
		if !ok {
			continue
		}
		c[message.Name.Name] = oneLine(types.Doc)
		for _, field := range fields.Fields.List {
			if field.Tag == nil {
				continue
			}
			tag, err := strconv.Unquote(field.Tag.Value)
			if err != nil {
				continue
			}
			if name := protoName.FindStringSubmatch(reflect.StructTag(tag).Get("protobuf")); name != nil {
				c[message.Name.Name+"."+name[1]] = oneLine(field.Doc)
			}
		}
	}
}

func oneLine(doc *ast.CommentGroup) string { return strings.Join(strings.Fields(doc.Text()), " ") }
