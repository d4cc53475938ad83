package console

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// results reads what became of documents from the views of ClickHouse, identifiers masked.
type results struct {
	conn    driver.Conn
	timeout time.Duration
}

// openResults connects when it is first asked.
func openResults(c Config) (*results, error) {
	conn, err := clickhouse.Open(&clickhouse.Options{
		Addr:        []string{c.ClickHouseAddr},
		Auth:        clickhouse.Auth{Database: c.ClickHouseDatabase, Username: c.ClickHouseUser, Password: c.ClickHousePassword.Reveal()},
		DialTimeout: 5 * time.Second,
		ReadTimeout: c.QueryTimeout,
	})
	if err != nil {
		return nil, fmt.Errorf("clickhouse %s: %w", c.ClickHouseAddr, err)
	}
	return &results{conn: conn, timeout: c.QueryTimeout}, nil
}

func (r *results) close() { _ = r.conn.Close() }

func (r *results) ping(ctx context.Context) error { return r.conn.Ping(ctx) }

// status is how far a document has come. Its Status is empty for one that ClickHouse does not know.
type status struct {
	Status  string    `ch:"status"`
	Code    string    `ch:"error_code"`
	Message string    `ch:"error_message"`
	ReadAt  time.Time `ch:"read_at"`
	// Stage is the stage that gave up on it or tries it again.
	Stage string `ch:"stage"`
}

func (r *results) status(ctx context.Context, tenant, id string) (status, error) {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	var found status
	err := r.conn.QueryRow(ctx, `SELECT status, error_code, error_message, read_at,
		(SELECT argMax(stage, at) FROM progress WHERE tenant IN (?, '') AND id = ? AND state != 'done') AS stage
		FROM documents WHERE tenant = ? AND document_id = ?`, tenant, id, tenant, id).ScanStruct(&found)
	if errors.Is(err, sql.ErrNoRows) {
		return status{}, nil
	}
	return found, err
}

// document is a result as the API gives it: the columns of the views documents, fields and transactions.
type document struct {
	DocumentID   string        `ch:"document_id" json:"document_id"`
	Tenant       string        `ch:"tenant" json:"tenant"`
	Subject      string        `ch:"subject" json:"subject"`
	Kind         string        `ch:"kind" json:"kind"`
	Status       string        `ch:"status" json:"status"`
	ErrorCode    string        `ch:"error_code" json:"error_code,omitempty"`
	ErrorMessage string        `ch:"error_message" json:"error_message,omitempty"`
	Pages        uint32        `ch:"pages" json:"pages"`
	Confidence   float64       `ch:"confidence" json:"confidence"`
	MediaType    string        `ch:"media_type" json:"media_type"`
	Bytes        uint64        `ch:"bytes" json:"bytes"`
	SHA256       string        `ch:"sha256" json:"sha256"`
	Source       string        `ch:"source" json:"source"`
	Filename     string        `ch:"filename" json:"filename"`
	ReceivedAt   time.Time     `ch:"received_at" json:"received_at"`
	ReadAt       time.Time     `ch:"read_at" json:"read_at"`
	Revision     string        `ch:"revision" json:"revision"`
	Text         string        `ch:"text" json:"text"`
	Fields       []field       `json:"fields"`
	Transactions []transaction `json:"transactions"`
}

type field struct {
	Name       string   `ch:"name" json:"name"`
	Value      string   `ch:"value" json:"value"`
	Raw        string   `ch:"raw" json:"raw"`
	Page       uint32   `ch:"page" json:"page"`
	Left       float64  `ch:"left" json:"-"`
	Top        float64  `ch:"top" json:"-"`
	Right      float64  `ch:"right" json:"-"`
	Bottom     float64  `ch:"bottom" json:"-"`
	Box        box      `json:"box"`
	Confidence float64  `ch:"confidence" json:"confidence"`
	Checks     []string `ch:"checks" json:"checks"`
	Repaired   bool     `ch:"repaired" json:"repaired"`
}

// box is where a value stands, as fractions of the upright page.
type box struct {
	Left   float64 `json:"left"`
	Top    float64 `json:"top"`
	Right  float64 `json:"right"`
	Bottom float64 `json:"bottom"`
}

type transaction struct {
	TransactionID string    `ch:"transaction_id" json:"transaction_id"`
	Line          uint32    `ch:"line" json:"line"`
	Bank          string    `ch:"bank" json:"bank"`
	Account       string    `ch:"account" json:"account"`
	OccurredAt    time.Time `ch:"occurred_at" json:"occurred_at"`
	Direction     string    `ch:"direction" json:"direction"`
	// Amount and Balance are decimals in text: a JSON number would be rounded by some readers.
	Amount       string  `ch:"amount_text" json:"amount"`
	Currency     string  `ch:"currency" json:"currency"`
	Balance      *string `ch:"balance_text" json:"balance"`
	Counterparty string  `ch:"counterparty" json:"counterparty"`
	// CounterpartyName is the counterparty without what banks and payment gateways put around it.
	CounterpartyName string  `ch:"counterparty_name" json:"counterparty_name"`
	Reference        string  `ch:"reference" json:"reference"`
	Instrument       string  `ch:"instrument" json:"instrument"`
	Category         string  `ch:"category" json:"category"`
	Confidence       float64 `ch:"confidence" json:"confidence"`
	Description      string  `ch:"description" json:"description"`
}

// maxRows bounds the fields and the transactions of one answer. A statement of 500 pages has about 15,000 lines.
const maxRows = 50_000

// document is the newest result, or the newest state on the way to it; nil when ClickHouse does not know the id.
func (r *results) document(ctx context.Context, tenant, id string) (*document, error) {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	var d document
	err := r.conn.QueryRow(ctx, `SELECT document_id, tenant, subject, kind, status, error_code, error_message, pages, confidence, media_type,
		bytes, sha256, source, filename, received_at, read_at, revision, text
		FROM documents WHERE tenant = ? AND document_id = ?`, tenant, id).ScanStruct(&d)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	d.Fields, d.Transactions = []field{}, []transaction{}
	err = r.conn.Select(ctx, &d.Fields, `SELECT name, value, raw, page, box.left AS left, box.top AS top, box.right AS right, box.bottom AS bottom,
		confidence, checks, repaired FROM fields WHERE tenant = ? AND document_id = ? ORDER BY page, top, name LIMIT ?`, tenant, id, maxRows)
	if err != nil {
		return nil, err
	}
	for i, f := range d.Fields {
		d.Fields[i].Box = box{f.Left, f.Top, f.Right, f.Bottom}
	}
	err = r.conn.Select(ctx, &d.Transactions, `SELECT transaction_id, line, bank, account, occurred_at, direction, toString(amount) AS amount_text, currency,
		toString(balance) AS balance_text, counterparty, counterparty_name, reference, instrument, category, confidence, description
		FROM transactions WHERE tenant = ? AND source = 'statement' AND source_id = ? ORDER BY line LIMIT ?`, tenant, id, maxRows)
	if err != nil {
		return nil, err
	}
	return &d, nil
}
