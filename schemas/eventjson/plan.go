package eventjson

import (
	"reflect"
	"strconv"
	"strings"
	"sync"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"
)

// A plan is what a type of message looks like in Go and in JSON.
type plan struct {
	fields []field // as declared, which is the order they are written in
	named  map[string]int
}

type field struct {
	offset uintptr // in the Go struct: to go through reflection for each value was half of all that writing cost
	prefix string  // what is written before a value: "messageId":
	name   string  // messageId
	kind   kind
	list   bool
	of     reflect.Type // the struct of a message
	plan   *plan        // of a message
}

type kind int

const (
	kindString kind = iota
	kindBytes
	kindBool
	kindInt32
	kindInt64
	kindDouble
	kindTime
	kindMessage
)

// maxFields is how many fields of one message can be told apart in a word.
const maxFields = 64

var (
	plans     sync.Map // of reflect.Type, a pointer to a message's struct, to *plan; nil: the type has something we do not know
	timestamp = reflect.TypeFor[*timestamppb.Timestamp]()
)

// planOf returns the plan of m's type, and nil when it is not for us.
func planOf(m proto.Message) *plan {
	t := reflect.TypeOf(m)
	if known, ok := plans.Load(t); ok {
		return known.(*plan)
	}
	made := map[reflect.Type]*plan{}
	if !build(t, m.ProtoReflect().Descriptor(), made) {
		made[t] = nil
	}
	plans.Store(t, made[t])
	return made[t]
}

// build makes the plan of t, and of all that it holds, in made; a type may hold itself.
func build(t reflect.Type, d protoreflect.MessageDescriptor, made map[reflect.Type]*plan) bool {
	if made[t] != nil {
		return true
	}
	declared := d.Fields()
	if t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct || declared.Len() > maxFields || d.FullName().Parent() == "google.protobuf" {
		return false
	}
	p := &plan{named: map[string]int{}}
	made[t] = p
	places := placesIn(t.Elem())
	for n := range declared.Len() {
		fd := declared.Get(n)
		place, found := places[fd.Number()]
		if !found {
			return false
		}
		f := field{offset: place.Offset, name: fd.JSONName(), prefix: `"` + fd.JSONName() + `":`, list: fd.IsList()}
		of := place.Type
		if f.list {
			of = of.Elem()
		}
		if !f.describe(fd, of, made) {
			return false
		}
		p.fields = append(p.fields, f)
		p.named[fd.TextName()] = n
		p.named[fd.JSONName()] = n
	}
	return true
}

// placesIn finds where the fields of a message are in its struct, by number.
func placesIn(t reflect.Type) map[protoreflect.FieldNumber]reflect.StructField {
	places := map[protoreflect.FieldNumber]reflect.StructField{}
	for n := range t.NumField() {
		place := t.Field(n)
		parts := strings.Split(place.Tag.Get("protobuf"), ",")
		if len(parts) < 2 {
			continue
		}
		if number, err := strconv.Atoi(parts[1]); err == nil {
			places[protoreflect.FieldNumber(number)] = place
		}
	}
	return places
}

// describe finds out what a field, or each value of a list, holds in Go as of.
func (f *field) describe(fd protoreflect.FieldDescriptor, of reflect.Type, made map[reflect.Type]*plan) bool {
	if fd.IsMap() || fd.ContainingOneof() != nil || fd.HasPresence() && fd.Message() == nil {
		return false
	}
	switch fd.Kind() {
	case protoreflect.StringKind:
		f.kind = kindString
	case protoreflect.BytesKind:
		f.kind = kindBytes
	case protoreflect.BoolKind:
		f.kind = kindBool
	case protoreflect.Int32Kind:
		f.kind = kindInt32
	case protoreflect.Int64Kind:
		f.kind = kindInt64
	case protoreflect.DoubleKind:
		f.kind = kindDouble
	case protoreflect.MessageKind:
		if of == timestamp {
			f.kind = kindTime
			return true
		}
		if !build(of, fd.Message(), made) {
			return false
		}
		f.kind, f.of, f.plan = kindMessage, of.Elem(), made[of]
	default:
		return false
	}
	return !f.list || f.kind == kindString || f.kind == kindDouble || f.kind == kindMessage
}
