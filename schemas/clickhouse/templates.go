package clickhouse

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"testing/fstest"
	"text/template"
)

//go:embed *.sql
var sources embed.FS

// rendered returns the migrations with their templates carried out for a cluster ("" for a single server). goose
// wants files, so they are files in memory.
func rendered(cluster string) (fs.FS, error) {
	files := fstest.MapFS{}
	for _, name := range names() {
		source, err := sources.ReadFile(name)
		if err != nil {
			return nil, err
		}
		t, err := template.New(name).Funcs(functions(cluster)).Parse(string(source))
		if err != nil {
			return nil, fmt.Errorf("migration %s: %w", name, err)
		}
		var sql bytes.Buffer
		if err := t.Execute(&sql, nil); err != nil {
			return nil, fmt.Errorf("migration %s: %w", name, err)
		}
		files[name] = &fstest.MapFile{Data: sql.Bytes()}
	}
	return files, nil
}

// names lists the migrations in order.
func names() []string {
	found, err := fs.Glob(sources, "*.sql")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	return found
}

// number is the version a migration brings the schema to: the digits its name begins with.
func number(name string) int64 {
	digits, _, _ := strings.Cut(path.Base(name), "_")
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		panic(fmt.Sprintf("migration %s: its name must begin with a number", name))
	}
	return n
}

// functions are what a migration may call. In a cluster, rows live in <table>_shard on every shard, and <table> is
// the Distributed table in front of them; a key's rows all live on one shard, so FINAL stays right.
func functions(cluster string) template.FuncMap {
	onCluster := ""
	if cluster != "" {
		onCluster = "ON CLUSTER '" + cluster + "'"
	}
	return template.FuncMap{
		"cluster": func() string { return onCluster },
		"table": func(name string) string {
			if cluster == "" {
				return name
			}
			return name + "_shard"
		},
		"replacing": func(name, version string) string {
			if cluster == "" {
				return fmt.Sprintf("ReplacingMergeTree(%s)", version)
			}
			return fmt.Sprintf("ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', %s)", version)
		},
		"distributed": func(name, shardBy string) string {
			if cluster == "" {
				return ""
			}
			return fmt.Sprintf("CREATE TABLE IF NOT EXISTS %s %s AS %s_shard ENGINE = Distributed('%s', currentDatabase(), %s_shard, %s);",
				name, onCluster, name, cluster, name, shardBy)
		},
		"addColumn": func(table, definition string) string {
			tables := []string{table}
			if cluster != "" {
				tables = []string{table + "_shard", table}
			}
			var sql strings.Builder
			for _, t := range tables {
				fmt.Fprintf(&sql, "ALTER TABLE %s %s ADD COLUMN IF NOT EXISTS %s;\n", t, onCluster, definition)
			}
			return sql.String()
		},
		"maskNumber":     maskNumber,
		"maskText":       maskText,
		"maskIdentifier": maskIdentifier,
		"maskMessage":    maskMessage,
	}
}

// maskNumber shows the last four characters of a column that is an identifier. The mask has the same length
// for all, since the length of an account number tells the bank.
func maskNumber(column string) string {
	return fmt.Sprintf("if(lengthUTF8(%[1]s) > 4, concat('XXXX', rightUTF8(%[1]s, 4)), %[1]s)", column)
}

// maskText shows the last four characters of every number of five digits or more, of numbers printed in groups
// (cards 4-4-4-4, Aadhaar 4-4-4, phones 5-5), and of every PAN in a text. Amounts are mostly shorter or have commas.
func maskText(column string) string {
	masked := column
	for _, pattern := range []struct{ find, put string }{
		{`(?:[0-9]{4}[ -]){2,}([0-9]{4})`, `XXXX\1`},
		{`[0-9]{5}[ -][0-9]([0-9]{4})`, `XXXX\1`},
		{`[0-9]+([0-9]{4})`, `XXXX\1`},
		{`(?i)[a-z]{5}[0-9]([0-9]{3}[a-z])`, `XXXXXX\1`},
	} {
		masked = fmt.Sprintf("replaceRegexpAll(%s, '%s', '%s')", masked, pattern.find, strings.ReplaceAll(pattern.put, `\`, `\\`))
	}
	return masked
}

// maskIdentifier masks a value when the field it belongs to is an identifier.
func maskIdentifier(field, value string) string {
	return fmt.Sprintf("if(%s IN ('pan', 'account_number', 'account'), %s, %s)", field, maskNumber(value), value)
}

// maskMessage masks the text of an SMS. Of a one-time password nothing is shown: four digits would be most of it.
func maskMessage(kind, text string) string {
	return fmt.Sprintf("if(%s = 'otp', replaceRegexpAll(%s, '[0-9]', 'X'), %s)", kind, text, maskText(text))
}
