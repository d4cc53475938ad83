package sink

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/munshi-in/munshi/schemas"
	"github.com/munshi-in/munshi/stages/flow"
)

// The closed vocabularies of reports and feedback; those of readings are in schemas.
var (
	states   = []string{"done", "retrying", "failed"}
	subjects = []string{"document", "transaction"}
)

// Amounts are Decimal(18, 4) in ClickHouse: 14 digits before the point (a hundred lakh crore) and 4 behind it, more
// than the minor units of any currency.
const (
	maxIntegerDigits  = 14
	maxFractionDigits = 4
	maxAmountBytes    = 64
)

// roundingSlack is how far a fraction may miss 0 to 1 by arithmetic alone.
const roundingSlack = 1e-6

// A checker collects everything that is wrong with one event, so that its dead letter names all of it. Each method returns the
// value as the row holds it.
type checker struct{ wrong []error }

func (c *checker) refuse(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Errorf(format, args...))
}

// err is nil when nothing was wrong.
func (c *checker) err() error { return errors.Join(c.wrong...) }

func (c *checker) text(name, value string) string {
	if !utf8.ValidString(value) {
		c.refuse("%s is not UTF-8", name)
	}
	return value
}

func (c *checker) required(name, value string) string {
	if value == "" {
		c.refuse("%s is missing", name)
	}
	return c.text(name, value)
}

func (c *checker) tenant(value string) string {
	if value == "" {
		return schemas.DefaultTenant
	}
	return c.text("tenant", value)
}

func (c *checker) oneOf(name, value string, known []string) string {
	if !slices.Contains(known, value) {
		c.refuse("%s is %q; known are %s", name, value, strings.Join(known, ", "))
	}
	return value
}

// oneOfOrNone is oneOf for what a text may leave open: a row without it is better than none.
func (c *checker) oneOfOrNone(name, value string, known []string) string {
	if value == "" {
		return ""
	}
	return c.oneOf(name, value, known)
}

func (c *checker) fraction(name string, value float64) float64 {
	// The comparison is written so that NaN fails it.
	if !(value >= -roundingSlack && value <= 1+roundingSlack) {
		c.refuse("%s is %v; it must be from 0 to 1", name, value)
	}
	return min(max(value, 0), 1)
}

// finite is for coordinates: a box may stand out of its page by a pixel.
func (c *checker) finite(name string, value float64) float64 {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		c.refuse("%s is %v", name, value)
	}
	return value
}

func (c *checker) count(name string, value int64) int64 {
	if value < 0 || value > math.MaxUint32 {
		c.refuse("%s is %d; it must be from 0 to %d", name, value, uint32(math.MaxUint32))
	}
	return value
}

// when returns the time of t, or otherwise when there is none.
func (c *checker) when(name string, t *timestamppb.Timestamp, otherwise time.Time) time.Time {
	if t == nil {
		return within(otherwise)
	}
	at := t.AsTime()
	if err := t.CheckValid(); err != nil || !schemas.Plausible(at) {
		c.refuse("%s is %ds %dns since 1970; it must be from %d to %d", name, t.GetSeconds(), t.GetNanos(), schemas.Earliest.Year(), schemas.Latest.Year())
	}
	return at
}

func (c *checker) currency(value string) string {
	if len(value) != 3 || strings.Trim(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		c.refuse("currency is %q; it must be an ISO 4217 code such as INR", value)
	}
	return value
}

// amount is positive or zero.
func (c *checker) amount(name, text string) decimal.Decimal {
	value := c.money(name, text)
	if value.IsNegative() {
		c.refuse("%s is %s; it must not be negative: direction says where the money went", name, text)
	}
	return value
}

// balance is nil when the source does not tell it.
func (c *checker) balance(name, text string) *decimal.Decimal {
	if text == "" {
		return nil
	}
	value := c.money(name, text)
	return &value
}

func (c *checker) money(name, text string) decimal.Decimal {
	value, err := parseMoney(text)
	if err != nil {
		c.refuse("%s: %w", name, err)
	}
	return value
}

// parseMoney reads a plain decimal that Decimal(18, 4) can hold exactly, as the count of units that the column holds. The
// decimal library would take 1e999999999 and then try to write it out.
func parseMoney(text string) (decimal.Decimal, error) {
	positive, negative := strings.CutPrefix(text, "-")
	integer, fraction, _ := strings.Cut(positive, ".")
	switch {
	case len(text) > maxAmountBytes:
		return decimal.Zero, fmt.Errorf("a number of %d characters; at most %d are taken", len(text), maxAmountBytes)
	case integer == "" || !digits(integer) || !digits(fraction) || strings.HasSuffix(text, "."):
		return decimal.Zero, fmt.Errorf("%q is not a plain decimal such as 1234.50", text)
	case len(strings.TrimLeft(integer, "0")) > maxIntegerDigits:
		return decimal.Zero, fmt.Errorf("%s has more than %d digits before the point", text, maxIntegerDigits)
	case len(strings.TrimRight(fraction, "0")) > maxFractionDigits:
		return decimal.Zero, fmt.Errorf("%s has more than %d digits behind the point", text, maxFractionDigits)
	}
	units := int64(0)
	for place := range len(integer) + maxFractionDigits {
		units *= 10
		if place < len(integer) {
			units += int64(integer[place] - '0')
		} else if behind := place - len(integer); behind < len(fraction) {
			units += int64(fraction[behind] - '0')
		}
	}
	if negative {
		units = -units
	}
	return decimal.New(units, -maxFractionDigits), nil
}

func digits(text string) bool { return strings.Trim(text, "0123456789") == "" }

// within moves a time that no one vouches for (a record's timestamp, a header) into the span a column can hold.
func within(t time.Time) time.Time {
	switch {
	case t.Before(epoch):
		return epoch
	case t.After(schemas.Latest):
		return schemas.Latest
	}
	return t
}

// epoch is the earliest time by which rows are ordered: versions are counted from it.
var epoch = time.Unix(0, 0).UTC()

// origin is where a row came from; every table of results has these columns.
type origin struct {
	revision  string
	readingID string
	readingAt time.Time
	outputID  string
	outputAt  time.Time
}

// originOf takes an event without a reading, as a test or an older program may send it, for a reading of its own.
func originOf(e flow.AnyEvent) origin {
	o := origin{
		revision: clean(e.Revision), readingID: clean(e.Reading.ID), readingAt: within(e.Reading.Time),
		outputID: clean(e.ID), outputAt: within(e.Time),
	}
	if e.Reading.Time.IsZero() {
		o.readingAt = o.outputAt
	}
	return o
}

// clean makes header text fit for a column; a header that is not UTF-8 is no reason to refuse the event.
func clean(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }
