package recognize

import (
	"context"
	"image"
	"slices"
	"strings"
	"testing"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/recognize/checks"
)

func TestTheReadingThatKeepsItsRuleStays(t *testing.T) {
	first := func(text string, sure float64) verdict {
		return verdict{reader: readerNeural, text: text, confidence: sure, kept: checks.Of(text).Kept}
	}
	for _, c := range []struct {
		name, first string
		again       []string
		want        string
	}{
		{"a broken check digit", "27AAPFU0939F1ZW", []string{"27AAPFU0939F1ZW", "27AAPFU0939F1ZV"}, "27AAPFU0939F1ZV"},
		{"a broken amount in a currency", "Rs.1.234.50", []string{"Rs.1.234.50", "1,234.50"}, "Rs.1,234.50"},
		{"both keep it, and one other is no majority", "1,234.50", []string{"1,284.50"}, "1,234.50"},
		{"two others agree", "1,234.50", []string{"1,284.50", "1,284.50"}, "1,284.50"},
		{"two others differ", "1,234.50", []string{"1,284.50", "1,254.50"}, "1,234.50"},
		{"another word altogether", "1.234.50", []string{"9,876.10"}, "1.234.50"},
		{"nothing was read", "ABCPE1Z34F", []string{"", ""}, "ABCPE1Z34F"},
	} {
		kind := checks.Of(c.first).Kind
		all := []verdict{first(c.first, 0.7)}
		for _, text := range c.again {
			all = append(all, judgedAs(kind, c.first, verdict{reader: readerTesseract, text: text, confidence: 0.6}))
		}
		if best := decided(all); best.text != c.want {
			t.Errorf("%s: %q stays, want %q; %s", c.name, best.text, c.want, noted(kind, all, best))
		}
	}
}

func TestADoubtfulAmountIsReadAgainAndPeopleAreTold(t *testing.T) {
	lines := slices.Clone(bill)
	lines[8] = "Total payable 13O5.50" // a letter, which an amount cannot have
	for _, reader := range []string{readerNeural, readerTesseract} {
		d := newDesk(t, by(reader))
		var kept Attempt
		d.Watch(func(_ context.Context, _ *munshiv1.PreparedPage, all []Attempt) error {
			kept = all[slices.IndexFunc(all, func(a Attempt) bool { return a.Won })]
			return nil
		})
		page := dim(written(t, 30, lines), 0.9)
		words := d.words(t, d.process(t, d.prepared(t, asPNG(t, image.Image(page)))).Pages[0])
		text := ""
		for _, w := range words {
			text += w.Text + " "
		}
		told := strings.Join(kept.Settled, "\n")
		if !strings.Contains(text, "payable 1305.50") && !strings.Contains(told, "13O5.50") {
			t.Errorf("%s: %s\n%s", reader, text, told)
		}
	}
}
