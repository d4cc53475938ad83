package main

import (
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/munshi-in/munshi/schemas"
)

const description = "Producers publish upload events and bank SMS; stages read, recognize, extract and classify; the result is in ClickHouse. " +
	"What travels is ProtoJSON (content-type application/json) or, where the header says so, protobuf (application/protobuf). " +
	"Unknown fields are ignored, missing ones have the defaults their description names, and no header is required of a producer. " +
	"README.md beside this file has the smallest event of each kind."

// document is the whole AsyncAPI document.
func document(about comments) mapping {
	return mapping{
		{"asyncapi", "3.0.0"},
		{"info", mapping{{"title", "Munshi"}, {"version", "1.0.0"}, {"description", description}}},
		{"defaultContentType", "application/json"},
		{"servers", mapping{{"local", mapping{{"host", "127.0.0.1:9092"}, {"protocol", "kafka"}, {"description", "What make up starts."}}}}},
		{"channels", channels()},
		{"operations", operations()},
		{"components", mapping{
			{"messages", messages(about)},
			{"schemas", append(payloads(about), headerSchemas()...)},
		}},
	}
}

// channels are the topics, their bulk lanes, and for each stage where its inputs wait and where they end.
func channels() mapping {
	var all mapping
	for _, t := range schemas.Topics() {
		all = append(all, channel(t.GetName(), fmt.Sprintf("Key: %s. Written by %s; read by %s.", t.GetKey(), t.GetWrittenBy(), t.GetReadBy()), t))
		if t.GetBulkLane() {
			name := t.GetName() + schemas.BulkSuffix
			all = append(all, channel(name, fmt.Sprintf("The lane of bulk imports: the events of %s, read only while that topic is idle.", t.GetName()), t))
		}
	}
	for _, stage := range schemas.StageNames {
		inputs := readBy(stage)
		if stage != "sink" { // a sink waits with what it cannot write, so that nothing overtakes it
			all = append(all, channel(schemas.RetryTopic(stage), fmt.Sprintf("Inputs of %s that wait for another attempt, byte for byte as they came.", stage), inputs...))
		}
		all = append(all, channel(schemas.DeadTopic(stage), fmt.Sprintf("Inputs that %s gave up on, byte for byte as they came; the headers say why.", stage), inputs...))
	}
	return all
}

func channel(name, about string, carries ...schemas.Topic) entry {
	var messages mapping
	for _, t := range carries {
		messages = append(messages, entry{messageKey(name, t), ref("components/messages/" + messageKey(name, t))})
	}
	return entry{name, mapping{
		{"address", name}, {"description", about}, {"messages", messages},
		{"bindings", mapping{{"kafka", mapping{{"topic", name}, {"bindingVersion", "0.5.0"}}}}},
	}}
}

// messageKey names the message of t in a channel; one that failed has more headers, so it is another message.
func messageKey(channel string, t schemas.Topic) string {
	name := string(t.Message.Descriptor().Name())
	if strings.HasPrefix(channel, schemas.RetryTopic("")) || strings.HasPrefix(channel, schemas.DeadTopic("")) {
		return name + "Failed"
	}
	return name
}

// readBy lists the topics that a stage reads. The options name readers in words.
func readBy(stage string) []schemas.Topic {
	var read []schemas.Topic
	for _, t := range schemas.Topics() {
		if slices.Contains(strings.Split(t.GetReadBy(), ", "), stage) {
			read = append(read, t)
		}
	}
	return read
}

// operations are what each stage receives and sends.
func operations() mapping {
	var all mapping
	add := func(stage, verb, action string, t schemas.Topic) {
		channel := "channels/" + t.GetName()
		all = append(all, entry{stage + "." + verb + "." + t.GetName(), mapping{
			{"action", action},
			{"channel", ref(channel)},
			{"summary", fmt.Sprintf("%s %s %s", stage, verb, t.GetName())},
			{"messages", list{ref(channel + "/messages/" + messageKey(t.GetName(), t))}},
		}})
	}
	for _, stage := range schemas.StageNames {
		for _, t := range readBy(stage) {
			add(stage, "receives", "receive", t)
		}
		for _, t := range schemas.Topics() {
			if t.GetWrittenBy() == stage || t.GetWrittenBy() == "every stage" {
				add(stage, "sends", "send", t)
			}
		}
	}
	return all
}

// messages are the events: what travels on a topic, and the same after a stage failed on it.
func messages(about comments) mapping {
	var all mapping
	for _, t := range schemas.Topics() {
		name := string(t.Message.Descriptor().Name())
		for _, form := range []struct{ key, headers, suffix string }{
			{name, "EventHeaders", ""},
			{name + "Failed", "FailedHeaders", " With the headers that say why a stage failed on it."},
		} {
			all = append(all, entry{form.key, mapping{
				{"name", string(t.Message.Descriptor().FullName())},
				{"title", form.key},
				{"summary", about[name] + form.suffix},
				{"contentType", "application/json"},
				{"headers", ref("components/schemas/" + form.headers)},
				{"payload", ref("components/schemas/" + name)},
				{"bindings", mapping{{"kafka", mapping{
					{"key", mapping{{"type", "string"}, {"description", t.GetKey()}}}, {"bindingVersion", "0.5.0"},
				}}}},
			}})
		}
	}
	return slices.DeleteFunc(all, neverFails)
}

// neverFails is true for what no stage reads as its input.
func neverFails(e entry) bool {
	for _, stage := range schemas.StageNames {
		for _, t := range readBy(stage) {
			if strings.TrimSuffix(e.key, "Failed") == string(t.Message.Descriptor().Name()) {
				return false
			}
		}
	}
	return strings.HasSuffix(e.key, "Failed")
}

// payloads are the JSON schemas of every message that travels, with the messages inside them, by name.
func payloads(about comments) mapping {
	found := map[string]protoreflect.MessageDescriptor{}
	for _, t := range schemas.Topics() {
		collect(found, t.Message.Descriptor())
	}
	var names []string
	for name := range found {
		names = append(names, name)
	}
	slices.Sort(names)
	var all mapping
	for _, name := range names {
		var properties mapping
		fields := found[name].Fields()
		for n := range fields.Len() {
			f := fields.Get(n)
			properties = append(properties, entry{f.JSONName(), property(f, about[name+"."+string(f.Name())])})
		}
		all = append(all, entry{name, mapping{{"type", "object"}, {"description", about[name]}, {"properties", properties}}})
	}
	return all
}

// collect finds m and the messages inside it; well-known types have a JSON form of their own.
func collect(found map[string]protoreflect.MessageDescriptor, m protoreflect.MessageDescriptor) {
	name := string(m.Name())
	if _, seen := found[name]; seen || m.ParentFile().Package() != "munshi.v1" {
		return
	}
	found[name] = m
	for n := range m.Fields().Len() {
		if inner := m.Fields().Get(n).Message(); inner != nil {
			collect(found, inner)
		}
	}
}

// property is the JSON schema of one field.
func property(f protoreflect.FieldDescriptor, about string) mapping {
	value := valueOf(f)
	if f.IsList() {
		return mapping{{"type", "array"}, {"description", about}, {"items", value}}
	}
	if f.Message() != nil && value[0].key == "$ref" {
		return mapping{{"description", about}, {"allOf", list{value}}} // beside a $ref nothing else is read
	}
	return append(value, entry{"description", about})
}

// valueOf is how ProtoJSON writes one value of the field.
func valueOf(f protoreflect.FieldDescriptor) mapping {
	switch f.Kind() {
	case protoreflect.BoolKind:
		return mapping{{"type", "boolean"}}
	case protoreflect.DoubleKind, protoreflect.FloatKind:
		return mapping{{"type", "number"}}
	case protoreflect.Int32Kind:
		return mapping{{"type", "integer"}, {"format", "int32"}}
	case protoreflect.Int64Kind:
		return mapping{{"type", list{"string", "integer"}}, {"format", "int64"}} // written as text: JavaScript has no such integer
	case protoreflect.BytesKind:
		return mapping{{"type", "string"}, {"contentEncoding", "base64"}}
	case protoreflect.StringKind:
		return mapping{{"type", "string"}}
	case protoreflect.MessageKind:
		if f.Message().FullName() == "google.protobuf.Timestamp" {
			return mapping{{"type", "string"}, {"format", "date-time"}}
		}
		return ref("components/schemas/" + string(f.Message().Name()))
	}
	panic(fmt.Sprintf("asyncapi: %s is of a kind that no field had so far: say here how ProtoJSON writes it", f.FullName()))
}

func ref(path string) mapping { return mapping{{"$ref", "#/" + path}} }
