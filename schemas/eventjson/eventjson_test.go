package eventjson

import (
	"bytes"
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

func TestEveryEventIsWrittenAndReadAsTheProtobufModuleDoes(t *testing.T) {
	for _, topic := range schemas.Topics() {
		if planOf(topic.Message.New().Interface()) == nil {
			t.Errorf("%s has something that this package does not know: it is written slowly", topic.Message.Descriptor().FullName())
		}
		random := rand.New(rand.NewPCG(1, 2))
		for range 500 {
			message := topic.Message.New()
			fill(message, random, 4)
			sameWritten(t, message.Interface())
		}
	}
}

func TestWhatIsNoUTF8OrNoTimeIsRefusedInTheSameWords(t *testing.T) {
	for _, m := range []proto.Message{
		&munshiv1.MessageReceived{Text: "a\xff"},
		&munshiv1.MessageReceived{ReceivedAt: &timestamppb.Timestamp{Seconds: math.MaxInt64}},
		&munshiv1.Progress{More: []*munshiv1.Progress{{Id: "\xc3"}}},
	} {
		_, want := protojson.Marshal(m)
		if _, err := Marshal(m); err == nil || strings.ReplaceAll(err.Error(), "\u00a0", " ") != strings.ReplaceAll(want.Error(), "\u00a0", " ") {
			t.Errorf("%v, want %v", err, want)
		}
	}
}

func TestMessagesThatAreNoEventsAreWrittenToo(t *testing.T) {
	for _, m := range []proto.Message{timestamppb.Now(), (*munshiv1.MessageReceived)(nil), schemas.Topics()[0].Message.Descriptor().Options()} {
		sameWritten(t, m)
	}
}

// sameWritten holds both ways to write a message, and to read it again, beside each other.
func sameWritten(t *testing.T, m proto.Message) {
	t.Helper()
	loose, err := protojson.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var want bytes.Buffer
	if err := json.Compact(&want, loose); err != nil {
		t.Fatal(err)
	}
	got, err := Marshal(m)
	if err != nil || !bytes.Equal(got, want.Bytes()) {
		t.Fatalf("%v: written\n%s\nwant\n%s", err, got, want.Bytes())
	}
	sameRead(t, m, got)
	sameRead(t, m, loose)
}

// sameRead holds both ways to read a text as a message such as m beside each other.
func sameRead(t *testing.T, m proto.Message, text []byte) {
	t.Helper()
	got, want := m.ProtoReflect().Type().New().Interface(), m.ProtoReflect().Type().New().Interface()
	err, wantErr := Unmarshal(text, got), protojson.UnmarshalOptions{DiscardUnknown: true}.Unmarshal(text, want)
	if (err == nil) != (wantErr == nil) {
		t.Fatalf("%s: error %v, want %v", text, err, wantErr)
	}
	if err == nil && !proto.Equal(got, want) {
		t.Fatalf("%s:\nread %v\nwant %v", text, got, want)
	}
}

// fill gives some of a message's fields values, among them those that need care.
func fill(m protoreflect.Message, random *rand.Rand, depth int) {
	fields := m.Descriptor().Fields()
	for n := range fields.Len() {
		fd := fields.Get(n)
		switch {
		case random.IntN(3) == 0 || fd.Message() != nil && depth == 0:
		case fd.IsList():
			list := m.Mutable(fd).List()
			for range random.IntN(4) {
				list.Append(value(list.NewElement(), fd, random, depth))
			}
		default:
			m.Set(fd, value(m.NewField(fd), fd, random, depth))
		}
	}
}

func value(empty protoreflect.Value, fd protoreflect.FieldDescriptor, random *rand.Rand, depth int) protoreflect.Value {
	number := int64(random.Uint64()) >> random.IntN(64)
	switch fd.Kind() {
	case protoreflect.MessageKind:
		if at, ok := empty.Message().Interface().(*timestamppb.Timestamp); ok {
			const year1, year10000 = -62135596800, 253402300800
			at.Seconds = year1 + random.Int64N(year10000-year1)
			at.Nanos = []int32{0, random.Int32N(1000) * 1_000_000, random.Int32N(1_000_000) * 1000, random.Int32N(1_000_000_000)}[random.IntN(4)]
			return empty
		}
		fill(empty.Message(), random, depth-1)
		return empty
	case protoreflect.StringKind:
		return protoreflect.ValueOfString(text(random))
	case protoreflect.BytesKind:
		return protoreflect.ValueOfBytes([]byte(text(random)))
	case protoreflect.BoolKind:
		return protoreflect.ValueOfBool(random.IntN(2) == 0)
	case protoreflect.Int32Kind:
		return protoreflect.ValueOfInt32(int32(number))
	case protoreflect.Int64Kind:
		return protoreflect.ValueOfInt64(number)
	case protoreflect.DoubleKind:
		return protoreflect.ValueOfFloat64([]float64{0.93, float64(number), float64(number) / 1e9, 1e-7, 1e21, -1e300,
			math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), random.Float64()}[random.IntN(11)])
	}
	panic(fd.Kind())
}

func text(random *rand.Rand) string {
	parts := []string{"Rs.1,250", "", "₹", `"`, `\`, "\n", "\t", "\x00", "\x1f", "\x7f", "\u2028", "\ufffd", "खाता", "😀", "<&>", "/", "\b\f\r"}
	var b strings.Builder
	for range random.IntN(6) {
		b.WriteString(parts[random.IntN(len(parts))])
	}
	return b.String()
}

// FuzzUnmarshal: what is accepted, and what is read from it, is the same as of the protobuf module.
func FuzzUnmarshal(f *testing.F) {
	for _, seed := range []string{
		`{"text":"Rs.5 debited","sender":"VM-EXBANK-S","receivedAt":"2026-11-03T10:00:00.123456789+05:30"}`,
		` { "text" : "\u20b9 5\/-\ud83d\ude00\n", "message_id": "m" , "unknown": [1, {"a": null}] } `,
		`{"text":"a","text":"b"}`, `{"text":null}`, `{"text":"\ud83d"}`, `{"text":"` + "\xff" + `"}`, `{"text":5}`, `{"text":"a"}}`, `[]`, ``,
		`{"receivedAt":"2026-11-03T10:00:00.1234567890Z"}`, `{"receivedAt":"2026-11-03T10:00:00,5Z"}`, `{"receivedAt":"0000-01-01T00:00:00Z"}`,
		`{"id":"m","durationMs":"12","attempts":1,"more":[{"id":"n","durationMs":3,"more":[]},{"attempts":"4"}]}`,
		`{"attempts":1.0}`, `{"attempts":1e1}`, `{"attempts":01}`, `{"attempts":-0}`, `{"attempts":2147483648}`, `{"attempts":" 1"}`, `{"durationMs":+1}`, `{"attempts":0x1}`,
		`{"source":"sms","message":{"confidence":0.5,"flags":["suspicious_link"]},"transactions":[{"values":[{"name":"amount","start":3,"confidence":1e0}]}]}`,
		`{"message":{"confidence":1.}}`, `{"message":{"confidence":.5}}`, `{"message":{"confidence":"NaN"}}`, `{"message":{"confidence":1e999}}`, `{"message":{"confidence":-01}}`,
		`{"uri":"s3://b/k","content":"aGk="}`, `{"content":"aGk"}`, `{"content":"_-8="}`, strings.Repeat(`{"more":[`, 40) + strings.Repeat(`]}`, 40),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, m := range []proto.Message{&munshiv1.MessageReceived{}, &munshiv1.Progress{}, &munshiv1.TransactionsClassified{}, &munshiv1.DocumentUploaded{}} {
			sameRead(t, m, []byte(text))
		}
	})
}

func BenchmarkMarshal(b *testing.B) {
	b.Run("here", func(b *testing.B) {
		var written []byte
		for b.Loop() {
			written, _ = Append(written[:0], classified)
		}
	})
	b.Run("protojson", func(b *testing.B) {
		for b.Loop() {
			protojson.Marshal(classified)
		}
	})
}

func BenchmarkUnmarshal(b *testing.B) {
	text, err := Marshal(classified)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("here", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Unmarshal(text, new(munshiv1.TransactionsClassified))
		}
	})
	b.Run("protojson", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			protojson.UnmarshalOptions{DiscardUnknown: true}.Unmarshal(text, new(munshiv1.TransactionsClassified))
		}
	})
}

var classified = &munshiv1.TransactionsClassified{
	Source: "sms", SourceId: "msg_0123456789abcdef0123456789abcdef", Tenant: "default", Subject: "subject-17",
	Message: &munshiv1.ClassifiedMessage{
		MessageId: "msg_0123456789abcdef0123456789abcdef", Sender: "VM-EXBANK-S", Bank: "Example Bank", Type: "transaction", Confidence: 0.9937,
		ReceivedAt: timestamppb.Now(), Text: "Rs.1,250.00 debited from A/c XX1234 on 03-11-26 to CORNER SHOP. UPI Ref 630712345678. Avl Bal Rs 8,755.10.",
	},
	Transactions: []*munshiv1.Transaction{{
		TransactionId: "tx_0123456789abcdef0123456789abcdef", Bank: "Example Bank", Account: "1234", OccurredAt: timestamppb.Now(), OccurredFrom: "text",
		Direction: "debit", Amount: "1250.00", Currency: "INR", Balance: "8755.10", Counterparty: "CORNER SHOP", CounterpartyName: "Corner Shop",
		Reference: "630712345678", Instrument: "upi", Category: "groceries", Confidence: 0.9812,
		Values: []*munshiv1.FoundValue{
			{Name: "amount", Start: 3, End: 11, Confidence: 0.99}, {Name: "account", Start: 29, End: 33, Confidence: 0.98}, {Name: "occurredAt", Start: 37, End: 45, Confidence: 0.97},
			{Name: "counterparty", Start: 49, End: 60, Confidence: 0.9431}, {Name: "reference", Start: 70, End: 82, Confidence: 0.9876}, {Name: "balance", Start: 95, End: 103, Confidence: 0.9911},
		},
	}},
}
