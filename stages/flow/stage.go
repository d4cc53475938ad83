package flow

import (
	"context"
	"time"

	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"

	"github.com/munshi-in/munshi/schemas"
)

// A Stage turns one input event into zero or more output events.
//
// Process may see the same input again, after a crash or a rebalance, and must then produce the same
// outputs: whatever it derives comes from the event, never from the clock or a random source. It must return
// soon after ctx ends. What it returns decides what happens to the input: outputs and nil, Permanent, Retry,
// or any other error, which means that the world is broken and keeps the input until it is mended.
type Stage[In proto.Message] interface {
	Process(ctx context.Context, in Event[In]) ([]Output, error)
}

// A Sink writes a batch. It returns nil only when the whole batch is durable.
//
// A Permanent error says that the batch holds an event that can never be written: flow splits the batch
// until that event is alone and dead-letters it. Any other error keeps the whole batch and tries again, so
// Write must be idempotent.
type Sink interface {
	Write(ctx context.Context, batch []AnyEvent) error
}

// Meta is what is known of an event beside its body. Everything in it is the same when the event is delivered again.
type Meta struct {
	// ID is the event's id: ce_id, or its topic, partition and offset.
	ID string
	// Topic is where the event was first published, without the lane: documents.uploaded.
	Topic string
	// Key is the record key.
	Key string
	// Time is when it happened: ce_time, or the record's timestamp.
	Time time.Time
	// Reading is the pass through the stages that the event belongs to.
	Reading Reading
	// Bulk is true on the bulk lane. Flow carries the lane on; stages have no reason to look.
	Bulk bool
	// Attempt counts from 1; it grows each time the event comes back from retry.<stage>.
	Attempt int

	binary bool // the record's value is protobuf, not JSON
}

// A Reading is one pass of a document or message through the stages. Results of a later reading replace
// those of an earlier one.
type Reading struct {
	ID string
	// Time is when the reading began.
	Time time.Time
	// ReplayID is the replay that began it; empty for a first reading. What dies in a replay can so be told from what died by itself.
	ReplayID string
}

// Event is one input with its decoded body.
type Event[In proto.Message] struct {
	Meta
	Body In
}

// AnyEvent is an event of any topic, as a sink sees it. Exactly one of Body and Dead is set.
type AnyEvent struct {
	Meta
	// Body is the decoded message.
	Body proto.Message
	// Dead is set for an event of dead.<stage>.
	Dead *DeadLetter
	// Revision of the stage that made the event; empty for a producer's event.
	Revision string
	// Bytes is the size of the record's value.
	Bytes int
}

// DeadLetter is an input that a stage gave up on, with the reason. Key and value are byte for byte those of the input.
type DeadLetter struct {
	Stage, Revision             string
	Topic                       string // where the input was first published, with its lane
	Partition                   int32
	Offset                      int64
	Timestamp                   time.Time
	Code, Class, Message        string
	Attempts                    int
	FirstFailed, DiedAt         time.Time
	SubjectID, Tenant, ReplayID string
	Key, Value                  []byte
	// ContentType is how the value is written; empty: JSON.
	ContentType string
	// LeftOut is how many bytes the value had that was too large for the letter; the input is still in its topic. 0: the value is whole.
	LeftOut int64
}

// Output is an event for the next stage. The topic follows from Body's type, the id from the input's id, the
// stage and the output's place, so that processing again yields the same event.
type Output struct {
	Key  string
	Body proto.Message
	// Release, when there is one, is called when flow has no more use for Body and will not look at the output again: its memory may hold
	// another. It is not called for what was in the way of an error.
	Release func()
}

// Definition is what Main needs to make a program of a stage: its name, and how to build it from its
// configuration. C is the stage's config struct; see LoadConfig for its tags. When C has a method
// Validate() error, it is called before New.
type Definition[C any] struct {
	// Name is the stage's name; its program is munshi-<name>, its variables begin with MUNSHI_<NAME>_.
	Name string
	// Summary is one line for --help.
	Summary string
	// New builds the stage. It is called once; what it opens is closed by Program.Close.
	New func(ctx context.Context, config C, tools Tools) (*Program, error)
}

// Tools is what flow lends a stage.
type Tools struct {
	Log *zap.Logger
	// Publisher publishes events that answer no input, as the HTTP API does. It connects on first use.
	Publisher *Publisher
	// Revision is the version of the code, as in ce headers and rows.
	Revision string
}

// Program is a built stage: what it handles, and how to let go of what it opened.
type Program struct {
	handlers []Handler
	close    func()
}

// NewProgram makes a program of handlers (On, Into). close may be nil; it is called once, after the last Process returned.
func NewProgram(close func(), handlers ...Handler) *Program {
	return &Program{handlers: handlers, close: close}
}

// Handler ties topics to the stage or sink that takes their events.
type Handler struct {
	topics []string
	stage  func(ctx context.Context, meta Meta, body proto.Message) ([]Output, error) // nil for a sink
	sink   Sink                                                                       // nil for a stage
	serve  func(ctx context.Context) error                                            // a service beside or instead of consuming
}

// Serve runs a service, such as an HTTP server, until ctx ends. A program may have nothing else.
func Serve(service func(ctx context.Context) error) Handler { return Handler{serve: service} }

// On hands the events of In's topic (both lanes) to stage.
func On[In proto.Message](stage Stage[In]) Handler {
	var in In
	return Handler{
		topics: []string{schemas.TopicOf(in).GetName()},
		stage: func(ctx context.Context, meta Meta, body proto.Message) ([]Output, error) {
			return stage.Process(ctx, Event[In]{Meta: meta, Body: body.(In)})
		},
	}
}

// Into hands the events of topics, in batches, to sink.
func Into(sink Sink, topics ...string) Handler { return Handler{topics: topics, sink: sink} }
