package sink

import (
	"errors"
	"slices"
	"time"

	"github.com/munshi-in/munshi/schemas"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/flow"
)

// documentRow is all that is known of one document after one event: its result, or a state on the way to it.
type documentRow struct {
	origin
	tenant, documentID, subject string
	kind, status                string
	kindConfidence, confidence  float64
	stageNumber                 uint8
	errorCode, errorMessage     string
	pages                       uint32
	text                        string
	mediaType                   string
	bytes                       uint64
	sha256                      string
	source, filename, original  string
	receivedAt                  time.Time
	fields                      span
	of                          *fieldArrays // nil for a state, which has no fields
}

// fieldArrays are the fields of a batch, document after document, one array for each property; all have the same length.
type fieldArrays struct {
	name, value, raw         []string
	page                     []uint32
	left, top, right, bottom []float64
	confidence               []float64
	checks                   [][]string
	repaired                 []bool
}

const (
	statusExtracted = "extracted"
	statusFailed    = "failed"
	// statusGone marks the name under which an upload failed before its document id was known, once that is known. No view shows it.
	statusGone = ""
)

// reached is the status of a document when a stage is done with it. Extracted is missing: only the result itself
// says so, else a document would be called extracted before its fields are there.
var reached = map[string]string{"ingest": "ingested", "preprocess": "preprocessed", "recognize": "recognized"}

func (a *fieldArrays) row(body *munshiv1.DocumentExtracted, e flow.AnyEvent) (documentRow, error) {
	if body.GetDocument() == nil {
		return documentRow{}, errors.New("document is missing")
	}
	var c checker
	row := aboutDocument(&c, body.GetDocument(), e)
	c.required("document_id", row.documentID)
	row.status = statusExtracted
	row.stageNumber = stageNumber("extract")
	row.kind = c.oneOf("kind", body.GetKind(), schemas.DocumentKinds)
	row.kindConfidence = c.fraction("kind_confidence", body.GetKindConfidence())
	row.confidence = c.fraction("confidence", body.GetConfidence())
	row.text = c.text("text", body.GetText())
	if row.pages == 0 {
		row.pages = uint32(len(body.GetPages()))
	}
	row.of, row.fields.from = a, len(a.name)
	for _, f := range body.GetFields() {
		var of checker
		a.add(&of, f)
		if err := of.err(); err != nil {
			c.refuse("field %q: %w", f.GetName(), err)
		}
	}
	row.fields.to = len(a.name)
	return row, c.err()
}

func (a *fieldArrays) add(c *checker, f *munshiv1.Field) {
	a.name = append(a.name, c.required("name", f.GetName()))
	a.value = append(a.value, c.text("value", f.GetValue()))
	a.raw = append(a.raw, c.text("raw", f.GetRaw()))
	a.page = append(a.page, uint32(c.count("page", int64(f.GetPage()))))
	a.left = append(a.left, c.finite("box.left", f.GetBox().GetLeft()))
	a.top = append(a.top, c.finite("box.top", f.GetBox().GetTop()))
	a.right = append(a.right, c.finite("box.right", f.GetBox().GetRight()))
	a.bottom = append(a.bottom, c.finite("box.bottom", f.GetBox().GetBottom()))
	a.confidence = append(a.confidence, c.fraction("confidence", f.GetConfidence()))
	for _, check := range f.GetChecks() {
		c.text("check", check)
	}
	a.checks = append(a.checks, f.GetChecks())
	a.repaired = append(a.repaired, f.GetRepaired())
}

// stateRows are what a progress event means for the documents view: a state reached, a failure, or nothing (a
// retry, a message, the end that the result itself tells). Progress is a report: what is odd in it is cleaned, not refused.
func stateRows(p *munshiv1.Progress, e flow.AnyEvent) []documentRow {
	if p.GetDocument() == nil && p.GetStage() != "ingest" {
		return nil
	}
	status := reached[p.GetStage()]
	switch {
	case p.GetState() == "failed":
		status = statusFailed
	case p.GetState() != "done" || status == "":
		return nil
	}
	var c checker
	row := aboutDocument(&c, p.GetDocument(), e)
	if row.documentID == "" {
		row.documentID = p.GetId()
	}
	row.status = status
	row.stageNumber = stageNumber(p.GetStage())
	row.errorCode, row.errorMessage = p.GetErrorCode(), p.GetErrorMessage()
	row.revision = clean(p.GetRevision())
	row.outputAt = c.when("at", p.GetAt(), e.Time)
	if row.documentID == "" || c.err() != nil {
		return nil
	}
	rows := []documentRow{row}
	if p.GetStage() == "ingest" && p.GetState() == "done" && p.GetEventId() != "" && p.GetEventId() != row.documentID {
		gone := row
		gone.documentID, gone.status = p.GetEventId(), statusGone
		rows = append(rows, gone)
	}
	return rows
}

func aboutDocument(c *checker, d *munshiv1.Document, e flow.AnyEvent) documentRow {
	row := documentRow{
		origin:     originOf(e),
		tenant:     c.tenant(d.GetTenant()),
		documentID: c.text("document_id", d.GetDocumentId()),
		subject:    c.text("subject", d.GetSubject()),
		pages:      uint32(c.count("pages", int64(d.GetPages()))),
		mediaType:  c.text("media_type", d.GetMediaType()),
		bytes:      uint64(max(0, d.GetBytes())),
		sha256:     c.text("sha256", d.GetSha256()),
		source:     c.text("source", d.GetSource()),
		filename:   c.text("filename", d.GetFilename()),
		original:   c.text("original", d.GetOriginal().GetUri()),
		receivedAt: c.when("received_at", d.GetReceivedAt(), e.Reading.Time),
	}
	return row
}

// stageNumber counts the stages from 1 in the order data flows through them; 0 for one that is not known.
func stageNumber(stage string) uint8 { return uint8(slices.Index(schemas.StageNames, stage) + 1) }

// found is a column of a property of fields.
func found[Value any](name string, property func(*fieldArrays) []Value) column[documentRow] {
	return arrays("fields."+name, func(r *documentRow) []Value {
		if r.of == nil {
			return nil
		}
		return property(r.of)[r.fields.from:r.fields.to]
	})
}

var documentsTable = table[documentRow]{"documents_log", []column[documentRow]{
	col("tenant", func(r *documentRow) string { return r.tenant }),
	col("document_id", func(r *documentRow) string { return r.documentID }),
	col("subject", func(r *documentRow) string { return r.subject }),
	col("kind", func(r *documentRow) string { return r.kind }),
	col("kind_confidence", func(r *documentRow) float64 { return r.kindConfidence }),
	col("status", func(r *documentRow) string { return r.status }),
	col("stage_number", func(r *documentRow) uint8 { return r.stageNumber }),
	col("error_code", func(r *documentRow) string { return r.errorCode }),
	col("error_message", func(r *documentRow) string { return r.errorMessage }),
	col("pages", func(r *documentRow) uint32 { return r.pages }),
	col("confidence", func(r *documentRow) float64 { return r.confidence }),
	col("text", func(r *documentRow) string { return r.text }),
	col("media_type", func(r *documentRow) string { return r.mediaType }),
	col("bytes", func(r *documentRow) uint64 { return r.bytes }),
	col("sha256", func(r *documentRow) string { return r.sha256 }),
	col("source", func(r *documentRow) string { return r.source }),
	col("filename", func(r *documentRow) string { return r.filename }),
	col("original", func(r *documentRow) string { return r.original }),
	col("received_at", func(r *documentRow) time.Time { return r.receivedAt }),
	found("name", func(a *fieldArrays) []string { return a.name }),
	found("value", func(a *fieldArrays) []string { return a.value }),
	found("raw", func(a *fieldArrays) []string { return a.raw }),
	found("page", func(a *fieldArrays) []uint32 { return a.page }),
	found("left", func(a *fieldArrays) []float64 { return a.left }),
	found("top", func(a *fieldArrays) []float64 { return a.top }),
	found("right", func(a *fieldArrays) []float64 { return a.right }),
	found("bottom", func(a *fieldArrays) []float64 { return a.bottom }),
	found("confidence", func(a *fieldArrays) []float64 { return a.confidence }),
	found("checks", func(a *fieldArrays) [][]string { return a.checks }),
	found("repaired", func(a *fieldArrays) []bool { return a.repaired }),
	col("revision", func(r *documentRow) string { return r.revision }),
	col("reading_id", func(r *documentRow) string { return r.readingID }),
	col("reading_at", func(r *documentRow) time.Time { return r.readingAt }),
	col("output_id", func(r *documentRow) string { return r.outputID }),
	col("output_at", func(r *documentRow) time.Time { return r.outputAt }),
}}
