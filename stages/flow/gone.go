package flow

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/twmb/franz-go/pkg/kerr"
)

const (
	// goneAfter is how long a topic must be unknown by its id to be gone: that of a new topic is, until all brokers have heard of it.
	goneAfter = 5 * time.Second
	// goneWithin is how long after another such an answer says the same once more.
	goneWithin = time.Minute
)

// goneTopics ends the program, after a drain, when a topic was deleted while it was in use, and perhaps made anew. A client never takes up
// the new one: it asks for the old for ever, at full speed, while the program says that it is ready. Who starts it again has it read
// the new topic from its beginning.
type goneTopics struct {
	program string
	end     context.CancelCauseFunc

	mu    sync.Mutex
	since map[string]time.Time // when each error was first seen; it names its topic
}

// ofTopic is an error, if it is one, with the topic that it is about.
func ofTopic(topic string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("topic %s: %w", topic, err)
}

// ends tells whether err (ofTopic) is why the program ends now.
func (g *goneTopics) ends(err error) bool {
	if !errors.Is(err, kerr.UnknownTopicID) {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	said := err.Error()
	switch unknown := time.Since(g.since[said]); {
	case unknown > goneWithin:
		g.since[said] = time.Now()
		return false
	case unknown < goneAfter:
		return false
	}
	g.end(fmt.Errorf("%s must be started again, for a topic was deleted while it was in use, and perhaps made anew: %w", g.program, err))
	return true
}
