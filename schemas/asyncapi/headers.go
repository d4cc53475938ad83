package main

// A header is one of a record's. All are text.
type header struct{ name, format, about string }

// eventHeaders are those of CloudEvents' Kafka binary mode, the trace context, and Munshi's own. Stages write all of
// them; a producer may leave out every one.
var eventHeaders = []header{
	{"ce_specversion", "", "1.0"},
	{"ce_id", "", "Id of the event. Default: its topic, partition and offset, such as messages.received-3-1042."},
	{"ce_type", "", "Name of the message. Default: that of the topic."},
	{"ce_source", "", "Who made the event."},
	{"ce_time", "date-time", "When it happened. Default: the record's timestamp."},
	{"content-type", "", "application/json (default) or application/protobuf."},
	{"traceparent", "", "W3C trace context, handed on to everything made from the event."},
	{"munshi_reading_id", "", "The pass through the stages the event belongs to. Default: derived from the event's id."},
	{"munshi_reading_time", "date-time", "When that pass began; a later one replaces the results of an earlier. Default: the event's time."},
	{"munshi_revision", "", "Version of the code and models that made the event."},
	{"munshi_replay_id", "", "The replay that fed the event in again."},
}

// failedHeaders are added on retry.<stage> and dead.<stage>. They are overwritten each time, never appended.
var failedHeaders = []header{
	{"munshi_stage", "", "The stage that failed on it."},
	{"munshi_topic", "", "Where it was first published, with its lane."},
	{"munshi_partition", "", "Its partition there."},
	{"munshi_offset", "", "Its offset there."},
	{"munshi_timestamp", "date-time", "The timestamp of that record."},
	{"munshi_code", "", "Why it failed, one word of the closed list of codes (codes.go)."},
	{"munshi_class", "", "permanent, exhausted or panic."},
	{"munshi_message", "", "Why it failed, in words, at most 2,000 bytes."},
	{"munshi_attempts", "", "Attempts made, from 1."},
	{"munshi_first_failed", "date-time", "When it failed for the first time."},
	{"munshi_due", "date-time", "On retry.<stage>: not before this time is it tried again."},
	{"munshi_died_at", "date-time", "On dead.<stage>: when the stage gave up."},
	{"munshi_subject_id", "", "Document or message id, as far as it is known."},
	{"munshi_tenant", "", "The customer it belongs to, as far as it is known."},
}

func headerSchemas() mapping {
	return mapping{
		{"EventHeaders", headerSchema("Headers of an event. None is required.", eventHeaders)},
		{"FailedHeaders", headerSchema("Headers of an event that a stage failed on.", append(eventHeaders[:len(eventHeaders):len(eventHeaders)], failedHeaders...))},
	}
}

func headerSchema(about string, headers []header) mapping {
	var properties mapping
	for _, h := range headers {
		value := mapping{{"type", "string"}}
		if h.format != "" {
			value = append(value, entry{"format", h.format})
		}
		properties = append(properties, entry{h.name, append(value, entry{"description", h.about})})
	}
	return mapping{{"type", "object"}, {"description", about}, {"properties", properties}}
}
