package flow

import (
	"cmp"
	"slices"

	"go.uber.org/zap"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// A subject is what an event is about: a document, or a message.
type subject struct {
	id       string
	tenant   string
	document *munshiv1.Document // nil for a message
}

// field names it in a log line.
func (s *subject) field() zap.Field { return zap.String("id", bounded(s.id)) }

// subjectOf finds what body is about; a body that names nothing is about the event itself.
func subjectOf(body proto.Message, meta *Meta) subject {
	s := subject{id: meta.ID, tenant: "default"}
	if body == nil {
		return s
	}
	if m, ok := body.(interface{ GetDocument() *munshiv1.Document }); ok && m.GetDocument() != nil {
		s.document = m.GetDocument()
		s.name(s.document)
		return s
	}
	s.name(body)
	if up, ok := body.(*munshiv1.DocumentUploaded); ok {
		s.document = &munshiv1.Document{
			DocumentId: s.id, Tenant: s.tenant, Subject: up.GetSubject(), Source: up.GetSource(), Filename: up.GetFilename(),
			ReceivedAt: timestamppb.New(schemas.Received(up.GetReceivedAt(), meta.Time)),
		}
	}
	return s
}

// name takes id and tenant from the fields that name a thing.
func (s *subject) name(body proto.Message) {
	var id, tenant string
	switch b := body.(type) {
	case interface{ GetDocumentId() string }:
		id = b.GetDocumentId()
	case interface{ GetMessageId() string }:
		id = b.GetMessageId()
	case interface{ GetSourceId() string }:
		id = b.GetSourceId()
	}
	if b, ok := body.(interface{ GetTenant() string }); ok {
		tenant = b.GetTenant()
	}
	s.id, s.tenant = cmp.Or(id, s.id), cmp.Or(tenant, s.tenant)
}

// subjects is what an input turned out to be about: what its outputs name, each once, else what the input names.
// Ingest learns a document's id only by reading its bytes, and makes several documents of one bucket notification.
func subjects(body proto.Message, meta *Meta, outputs []Output) (first subject, others []subject) {
	in := subjectOf(body, meta)
	in.onlyAsked(body)
	for n, o := range outputs {
		s := subjectOf(o.Body, meta)
		s.onlyAsked(o.Body)
		if s.document == nil && s.id == in.id {
			s.document = in.document
		}
		switch {
		case n == 0:
			first = s
		case s.id != first.id && !slices.ContainsFunc(others, func(known subject) bool { return known.id == s.id }):
			others = append(others, s)
		}
	}
	if len(outputs) == 0 {
		first = in
	}
	return first, others
}

// onlyAsked forgets the document of an upload that was dealt with: it is a document only once ingest has made one of it. A notification
// that an object was removed would else show as a document, and one of ten objects as an eleventh.
func (s *subject) onlyAsked(body proto.Message) {
	if _, upload := body.(*munshiv1.DocumentUploaded); upload {
		s.document = nil
	}
}
