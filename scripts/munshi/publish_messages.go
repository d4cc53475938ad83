package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/types/known/timestamppb"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

// maxLineBytes bounds one line of a file of messages; an SMS has at most a few kilobytes.
const maxLineBytes = 1 << 20

func publishMessageCommand(t *terminal) *cobra.Command {
	var m messageLine
	c := &cobra.Command{
		Use: "message --text TEXT", Short: "Publish one bank SMS",
		Example: `  munshi publish message --sender VM-HDFCBK --text "Rs 500.00 debited from a/c XX1234 on 02-01-26 to shop@upi"`, Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			ctx, cancel := context.WithTimeout(c.Context(), t.timeout)
			defer cancel()
			return publishMessage(ctx, t, m)
		},
	}
	c.Flags().StringVar(&m.Text, "text", "", "the SMS, whole")
	c.Flags().StringVar(&m.Sender, "sender", "", "sender header, such as VM-HDFCBK")
	c.Flags().StringVar(&m.ID, "id", "", "id of the message (default: a new one)")
	c.Flags().StringVar(&m.Tenant, "tenant", "", "customer the message belongs to (default: \"default\")")
	c.Flags().StringVar(&m.Subject, "subject", "", "person whose phone received it")
	c.Flags().StringVar(&m.ReceivedAt, "received-at", "", "when the phone received it, such as 2026-01-02T15:04:05Z (default: now)")
	return c
}

func publishMessagesCommand(t *terminal) *cobra.Command {
	var tenant, subject string
	c := &cobra.Command{
		Use: "messages FILE", Short: "Publish a file of bank SMS: JSON lines {id,sender,text,receivedAt}; - is standard input",
		Long: `messages publishes each line of FILE. Only text is required; subject and tenant of a line win over the flags. A
line that is no message stops it, with its number; what was published before stays published, and publishing the
whole file again changes nothing for lines that have an id.`,
		Example: "  munshi publish messages sms.jsonl\n  zcat sms.jsonl.gz | munshi publish messages -", Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return publishMessages(c.Context(), t, args[0], tenant, subject)
		},
	}
	c.Flags().StringVar(&tenant, "tenant", "", "customer the messages belong to (default: \"default\")")
	c.Flags().StringVar(&subject, "subject", "", "person whose phone received them")
	return c
}

// messageLine is one line of a file of messages.
type messageLine struct {
	ID         string `json:"id"`
	MessageID  string `json:"messageId"`
	Sender     string `json:"sender"`
	Text       string `json:"text"`
	ReceivedAt string `json:"receivedAt"`
	Tenant     string `json:"tenant"`
	Subject    string `json:"subject"`
}

func (m messageLine) event() (*munshiv1.MessageReceived, error) {
	if m.Text == "" {
		return nil, errors.New("text is empty")
	}
	e := &munshiv1.MessageReceived{Text: m.Text, MessageId: m.ID, Sender: m.Sender, Tenant: m.Tenant, Subject: m.Subject}
	if e.MessageId == "" {
		e.MessageId = m.MessageID
	}
	if m.ReceivedAt != "" {
		at, err := time.Parse(time.RFC3339Nano, m.ReceivedAt)
		if err != nil {
			return nil, fmt.Errorf("receivedAt %q is not a time such as 2026-01-02T15:04:05Z", oneLine(m.ReceivedAt, 60))
		}
		e.ReceivedAt = timestamppb.New(at)
	}
	return e, nil
}

func publishMessage(ctx context.Context, t *terminal, m messageLine) error {
	event, err := m.event()
	if err != nil {
		return mistake("--text and --received-at: %w", err)
	}
	if err := checkNames(event.MessageId, event.Tenant, event.Subject); err != nil {
		return err
	}
	if event.MessageId == "" {
		event.MessageId = newID()
	}
	if event.ReceivedAt == nil {
		event.ReceivedAt = timestamppb.Now()
	}
	publisher, err := t.publisher(ctx)
	if err != nil {
		return err
	}
	defer publisher.Close()
	if err := publisher.Publish(ctx, event.Subject, event); err != nil {
		return notPublished(err)
	}
	_, err = fmt.Fprintln(t.out, event.MessageId)
	return err
}

func publishMessages(ctx context.Context, t *terminal, path, tenant, subject string) error {
	in := t.in
	if path != "-" {
		f, err := os.Open(path)
		if err != nil {
			return mistake("%w", err)
		}
		defer f.Close()
		in = f
	}
	connecting, cancel := context.WithTimeout(ctx, t.timeout)
	defer cancel()
	publisher, err := t.publisher(connecting)
	if err != nil {
		return err
	}
	defer publisher.Close()
	lanes := newLanes(ctx, publisher, t.timeout)
	err = eachLine(in, func(number int, line []byte) error {
		m := messageLine{Tenant: tenant, Subject: subject}
		if err := json.Unmarshal(line, &m); err != nil {
			return fmt.Errorf("%s line %d is not a JSON object {id,sender,text,receivedAt}: %w", path, number, err)
		}
		event, err := m.event()
		if err != nil {
			return fmt.Errorf("%s line %d: %w", path, number, err)
		}
		return lanes.send(event)
	})
	published, sendErr := lanes.finish()
	fmt.Fprintf(t.out, "%d messages published\n", published)
	return errors.Join(err, sendErr)
}

// eachLine calls do for every line that is not empty; lines count from 1.
func eachLine(in io.Reader, do func(number int, line []byte) error) error {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(make([]byte, 0, 64<<10), maxLineBytes)
	number := 0
	for scanner.Scan() {
		number++
		if len(scanner.Bytes()) == 0 {
			continue
		}
		if err := do(number, scanner.Bytes()); err != nil {
			return err
		}
	}
	if err := scanner.Err(); err != nil {
		return fmt.Errorf("line %d: %w", number+1, err)
	}
	return nil
}

// lanes publish many messages at once, those of one subject in order: each lane sends one after the other, and a
// subject has one lane.
type lanes struct {
	queues    []chan *munshiv1.MessageReceived
	ctx       context.Context
	stop      context.CancelCauseFunc
	working   sync.WaitGroup
	published atomic.Int64
	next      int
}

const laneCount = 64

func newLanes(ctx context.Context, publisher *flow.Publisher, timeout time.Duration) *lanes {
	l := &lanes{queues: make([]chan *munshiv1.MessageReceived, laneCount)}
	l.ctx, l.stop = context.WithCancelCause(ctx)
	for i := range l.queues {
		queue := make(chan *munshiv1.MessageReceived, 8)
		l.queues[i] = queue
		l.working.Go(func() {
			for m := range queue {
				if l.ctx.Err() != nil {
					continue // one failed: the rest is not sent
				}
				ctx, cancel := context.WithTimeout(l.ctx, timeout)
				err := publisher.Publish(ctx, m.Subject, m)
				cancel()
				if err != nil {
					l.stop(notPublished(err))
					continue
				}
				l.published.Add(1)
			}
		})
	}
	return l
}

func (l *lanes) send(m *munshiv1.MessageReceived) error {
	lane := l.next % laneCount
	l.next++
	if m.Subject != "" {
		h := fnv.New32a()
		h.Write([]byte(m.Subject))
		lane = int(h.Sum32() % laneCount)
	}
	select {
	case l.queues[lane] <- m:
		return nil
	case <-l.ctx.Done():
		return nil // finish says why
	}
}

// finish waits for what is on its way, and returns how many Kafka has and what went wrong.
func (l *lanes) finish() (int64, error) {
	for _, q := range l.queues {
		close(q)
	}
	l.working.Wait()
	err := context.Cause(l.ctx)
	l.stop(nil)
	return l.published.Load(), err
}
