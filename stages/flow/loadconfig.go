package flow

import (
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/munshi-in/munshi/schemas"
)

// Lookup finds the value of an environment variable, as os.LookupEnv does.
type Lookup func(name string) (string, bool)

// maxSecretBytes bounds what is read from a *_FILE; a wrong path must not pull a disk image into memory.
const maxSecretBytes = 64 << 10

// LoadConfig fills the struct that config points to from the environment, then calls its Validate method if
// it has one. Every mistake is reported at once, each with its variable's name.
//
// A field is tagged `env:"NAME" default:"..." help:"..."`. Its value is that of MUNSHI_<PROGRAM>_NAME, else of
// MUNSHI_NAME, else the default, so that what several programs share (KAFKA_BROKERS) is set once and may
// still be set for one of them. A schemas.Secret is also read from the file that <variable>_FILE names. Fields
// are that, string, bool, int, int64, float64, time.Duration, []string (separated by commas), or structs of those.
func LoadConfig(program string, config any, lookup Lookup) error {
	var mistakes []error
	for _, v := range variables(reflect.ValueOf(config).Elem()) {
		if err := v.load(program, lookup); err != nil {
			mistakes = append(mistakes, err)
			_ = v.set("", v.fallback) // so that Validate finds no mistake in what is not there
		}
	}
	return errors.Join(append(mistakes, validate(config))...)
}

func validate(config any) error {
	if v, ok := config.(interface{ Validate() error }); ok {
		return v.Validate()
	}
	return nil
}

type variable struct {
	name, fallback, help string
	secret, shared       bool
	field                reflect.Value
}

var secretType = reflect.TypeFor[schemas.Secret]()

// variables lists the tagged fields of a struct, those of embedded and nested structs included.
func variables(s reflect.Value) []variable {
	var found []variable
	for i := range s.NumField() {
		f, tag := s.Type().Field(i), s.Type().Field(i).Tag
		name, tagged := tag.Lookup("env")
		if !tagged {
			if f.Type.Kind() == reflect.Struct {
				found = append(found, variables(s.Field(i))...)
			}
			continue
		}
		found = append(found, variable{
			name: name, fallback: tag.Get("default"), help: tag.Get("help"),
			secret: f.Type == secretType, shared: tag.Get("shared") == "true", field: s.Field(i),
		})
	}
	return found
}

func ownName(program, name string) string {
	return "MUNSHI_" + strings.ToUpper(strings.ReplaceAll(program, "-", "_")) + "_" + name
}

func (v variable) load(program string, lookup Lookup) error {
	for _, name := range []string{ownName(program, v.name), "MUNSHI_" + v.name} {
		text, given := lookup(name)
		if v.secret && text == "" {
			if path, ok := lookup(name + "_FILE"); ok {
				return v.setFrom(name+"_FILE", path)
			}
		}
		if given {
			return v.set(name, text)
		}
	}
	return v.set(ownName(program, v.name)+" (default)", v.fallback)
}

func (v variable) setFrom(name, path string) error {
	text, err := secretFrom(path)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return v.set(name, text)
}

func secretFrom(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSecretBytes+1))
	if err != nil {
		return "", err
	}
	if len(text) > maxSecretBytes {
		return "", fmt.Errorf("%s is larger than %d bytes: is it the right file?", path, maxSecretBytes)
	}
	secret := strings.TrimRight(string(text), "\r\n")
	if secret == "" {
		return "", fmt.Errorf("%s is empty", path)
	}
	return secret, nil
}

func (v variable) set(name, text string) error {
	mistake := func(want string) error {
		return fmt.Errorf("%s: %q is not %s", name, text, want)
	}
	switch v.field.Interface().(type) {
	case schemas.Secret:
		v.field.Set(reflect.ValueOf(schemas.NewSecret(text)))
		return nil
	case time.Duration:
		d, err := time.ParseDuration(text)
		if err != nil {
			return mistake("a duration such as 20s or 5m")
		}
		v.field.SetInt(int64(d))
		return nil
	case []string:
		var list []string
		for _, part := range strings.Split(text, ",") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
		v.field.Set(reflect.ValueOf(list))
		return nil
	}
	switch v.field.Kind() {
	case reflect.String:
		v.field.SetString(text)
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return mistake("true or false")
		}
		v.field.SetBool(b)
	case reflect.Int, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return mistake("a whole number")
		}
		v.field.SetInt(n)
	case reflect.Float64:
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return mistake("a number")
		}
		v.field.SetFloat(n)
	default:
		panic(fmt.Sprintf("flow: config field for %s has type %s, which LoadConfig does not know", v.name, v.field.Type()))
	}
	return nil
}
