package console

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/blob"
)

// postMessage announces one SMS: the JSON of MessageReceived, of which only text is required.
func (s *Server) postMessage(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxJSONBytes))
	if err != nil {
		return cutShort(err)
	}
	var event munshiv1.MessageReceived
	if err := protojson.Unmarshal(body, &event); err != nil {
		return refuse(http.StatusBadRequest, schemas.CodeUndecodable, "the body is not the JSON of an SMS: %v", err)
	}
	if event.Tenant == "" {
		event.Tenant = tenantOf(r)
	}
	if err := checkMessage(&event); err != nil {
		return err
	}
	if event.ReceivedAt == nil {
		event.ReceivedAt = timestamppb.New(time.Now())
	}
	if event.MessageId == "" {
		event.MessageId = messageID(&event)
	}
	key := event.GetSubject()
	if key == "" {
		key = event.GetMessageId()
	}
	if err := s.publish(r.Context(), key, &event); err != nil {
		return err
	}
	return writeJSON(w, http.StatusAccepted, map[string]string{"id": event.GetMessageId(), "status": "accepted"})
}

func checkMessage(event *munshiv1.MessageReceived) error {
	var mistakes []error
	for name, text := range map[string]string{
		"messageId": event.GetMessageId(), "tenant": event.GetTenant(), "subject": event.GetSubject(), "sender": event.GetSender(),
	} {
		if err := schemas.CheckName(text); err != nil {
			mistakes = append(mistakes, invalid("%s: %v", name, err))
		}
	}
	if strings.TrimSpace(event.GetText()) == "" {
		mistakes = append(mistakes, invalid("text is missing: it is the SMS, whole"))
	}
	if at := event.GetReceivedAt(); at != nil && at.CheckValid() != nil {
		mistakes = append(mistakes, invalid("receivedAt: %v", at.CheckValid()))
	}
	if err := errors.Join(mistakes...); err != nil {
		return invalid("%s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return nil
}

// messageID gives an SMS that has none an id, so that a request sent twice is one message when it says when it was received.
func messageID(event *munshiv1.MessageReceived) string {
	parts := []string{event.GetTenant(), event.GetSubject(), event.GetSender(), event.GetReceivedAt().AsTime().Format(time.RFC3339Nano), event.GetText()}
	return "msg_" + blob.Sum([]byte(strings.Join(parts, "\x00")))[:32]
}
