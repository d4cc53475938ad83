package flow

import (
	"fmt"
	"io"
	"reflect"
	"text/tabwriter"
)

// A Variable is one thing that an operator can set.
type Variable struct {
	Name    string // as it is set: MUNSHI_INGEST_MAX_BYTES, or MUNSHI_KAFKA_BROKERS when it is shared
	Default string
	Help    string
	Shared  bool // other programs read the same variable
	Secret  bool // it is also read from the file that <Name>_FILE names
}

// Variables lists what LoadConfig reads for config, a pointer to a tagged struct.
func Variables(program string, config any) []Variable {
	var all []Variable
	for _, v := range variables(reflect.ValueOf(config).Elem()) {
		name := "MUNSHI_" + v.name
		if !v.shared {
			name = ownName(program, v.name)
		}
		all = append(all, Variable{Name: name, Default: v.fallback, Help: v.help, Shared: v.shared, Secret: v.secret})
	}
	return all
}

// Variables lists everything that can be set for the program: what is its own, then what flow reads for every program.
func (d Definition[C]) Variables() []Variable {
	var own C
	var running runConfig
	return append(Variables(d.Name, &own), Variables(d.Name, &running)...)
}

// WriteReference writes one line for each variable: name, default and meaning.
func WriteReference(w io.Writer, all []Variable) {
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, v := range all {
		name := v.Name
		if v.Secret {
			name += "[_FILE]"
		}
		fmt.Fprintf(tw, "%s\t%s\t%s\n", name, v.Default, v.Help)
	}
	tw.Flush()
}
