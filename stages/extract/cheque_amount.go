package extract

import (
	"regexp"
	"strings"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/extract/layout"
	"github.com/munshi-in/munshi/stages/extract/values"
)

// chequeAmount finds the figures in the box on the right: beside a currency sign, or closed by /-. Of several, those are taken
// that the words say, else the first. The row of the date has slashes too.
func chequeAmount(s *sheet, date, words *munshiv1.Field) *munshiv1.Field {
	said, isSaid := values.ParseAmountInWords(words.GetValue())
	if isSaid {
		if f := figuresSaid(s, date, said); f != nil {
			return f
		}
	}
	var first *munshiv1.Field
	for _, r := range s.rows[:min(len(s.rows), 60)] {
		if date != nil && int(date.GetPage()) == r.Page.Number && r.Top/r.Page.Height < date.GetBox().GetBottom() {
			continue
		}
		for i, w := range r.Words[:min(len(r.Words), 80)] {
			if w.Left < 0.5*r.Page.Width {
				continue
			}
			m, span, ok := markedAmount(r, i)
			if !ok || m.Amount <= 0 || m.Currency == "" && !m.Decimals && !strings.ContainsAny(span.Text(), "/=") && !(m.Repaired && strings.HasSuffix(span.Text(), "-")) {
				continue
			}
			f := repaired(newField("amount", m.Amount.String(), byPosition, span), m.Repaired)
			if isSaid && m.Amount == said {
				return f
			}
			if first == nil {
				first = f
			}
		}
	}
	return first
}

// figuresSaid finds figures at the right that say what the words say, whatever a reader made of a nought, a comma or the sign before them:
// handwriting is read badly, but not by chance into the digits of the amount in words.
func figuresSaid(s *sheet, date *munshiv1.Field, said values.Amount) *munshiv1.Field {
	digits := strings.TrimSuffix(onlyDigits(said.String()), "00")
	for _, r := range s.rows[:min(len(s.rows), 60)] {
		if date != nil && int(date.GetPage()) == r.Page.Number && r.Top/r.Page.Height < date.GetBox().GetBottom() {
			continue
		}
		for i, w := range r.Words[:min(len(r.Words), 80)] {
			if w.Left < 0.5*r.Page.Width || digitsIn(w.Text) == 0 || len(digits) < 3 || !saysFigures(w.Text, digits) {
				continue
			}
			m, ok := values.ParseAmount(w.Text)
			clean := ok && m.Amount == said
			return repaired(newField("amount", said.String(), byPosition, r.Span(i, i+1)), !clean || m.Repaired)
		}
	}
	return nil
}

// saysFigures tells figures that have those digits, also where the sign before them was taken for a digit: 447,000.00 for ₹47,000.00.
func saysFigures(text, digits string) bool {
	drawn := drawnFigures(text)
	for _, figures := range []string{digits, digits + "00"} {
		if drawn == figures || len(drawn) == len(figures)+1 && drawn[1:] == figures {
			return true
		}
	}
	return false
}

// misreadClosing is the stroke of a closing /- or /= that was taken for a 1, behind a group of three digits.
var misreadClosing = regexp.MustCompile(`(,\d{3}(?:\.\d\d)?)[1Il|]([-=])$`)

// drawnFigures is the digits of handwritten figures, whose noughts look like letters; empty when there is anything else.
func drawnFigures(text string) string {
	text = misreadClosing.ReplaceAllString(text, "$1/$2")
	text = strings.Trim(strings.TrimPrefix(strings.ToUpper(text), "RS"), "₹*=/-.,#: ")
	var b strings.Builder
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case strings.ContainsRune("COQDU", r):
			b.WriteByte('0')
		case strings.ContainsRune("IL|", r):
			b.WriteByte('1')
		case r == 'S':
			b.WriteByte('5')
		case r == ',' || r == '.':
		default:
			return ""
		}
	}
	return b.String()
}

// markedAmount reads an amount that begins at word i; only a currency sign before it and a closing /- may stand apart. A sign
// misread as a digit must not become part of the number.
func markedAmount(r *layout.Row, i int) (values.Money, layout.Span, bool) {
	to := i + 1
	if isMark(r.Words[i].Text) && to < len(r.Words) {
		to++
	}
	if to < len(r.Words) && digitsIn(r.Words[to].Text) == 0 && strings.ContainsAny(r.Words[to].Text, "/=") {
		to++
	}
	span := r.Span(i, to)
	text := strings.ReplaceAll(span.Text(), " ", "")
	closed := misreadClosing.ReplaceAllString(text, "$1/$2")
	m, ok := values.ParseAmount(closed)
	m.Repaired = m.Repaired || closed != text
	return m, span, ok
}

// amountInWords is what follows Rupees, on one row or two, as printed.
func amountInWords(s *sheet) *munshiv1.Field {
	for k, r := range s.rows[:min(len(s.rows), 60)] {
		labels := rowLabels(r, []string{"RUPEES"})
		if len(labels) == 0 {
			continue
		}
		parts := []layout.Span{wordsFrom(r, firstNumber(r, labels[0].To))}
		if !strings.HasSuffix(bare(parts[0].Text()), "ONLY") && k+1 < len(s.rows) && s.rows[k+1].Page == r.Page {
			if next := wordsFrom(s.rows[k+1], 0); numberWordsIn(next) {
				parts = append(parts, next)
			}
		}
		text := strings.TrimSpace(parts[0].Text() + " " + parts[len(parts)-1].Text())
		if len(parts) == 1 {
			text = parts[0].Text()
		}
		text = strings.Trim(text, " _.-*:|=~")
		if isName(text) && numberWordsIn(parts...) {
			text, mended := values.Respelt(text)
			f := repaired(newField("amount_in_words", text, byLabel, parts...), mended)
			if _, ok := values.ParseAmountInWords(text); !ok { // a word of it is none
				contradicted(f)
			}
			return f
		}
	}
	return nil
}

// firstNumber is where the amount begins: what readers make of the other language's Rupees stands before it.
func firstNumber(r *layout.Row, from int) int {
	for i := from; i < len(r.Words); i++ {
		if numberWordsIn(r.Span(i, i+1)) {
			if i > from && scaleWords[r.Words[i].Bare] { // nobody begins with Lakh: the word before it was misread
				return i - 1
			}
			return i
		}
	}
	return from
}

// wordsFrom is the words of a row from i on, up to figures, a currency sign or a wide gap after them.
func wordsFrom(r *layout.Row, i int) layout.Span {
	to := i
	for to < len(r.Words) {
		text := r.Words[to].Text
		if digitsIn(text) > 0 || isMark(text) {
			break
		}
		to++
		if r.Words[to-1].Bare == "ONLY" {
			break
		}
	}
	return r.Span(i, to)
}

var scaleWords = map[string]bool{"HUNDRED": true, "THOUSAND": true, "LAKH": true, "LAKHS": true, "LAC": true, "CRORE": true}

// numberWordsIn tells whether an amount is said at all.
func numberWordsIn(spans ...layout.Span) bool {
	for _, s := range spans {
		for _, w := range s.Words() {
			if n, ok := values.ParseAmountInWords(w.Text); ok && n > 0 || w.Bare == "HUNDRED" || w.Bare == "THOUSAND" || w.Bare == "LAKH" {
				return true
			}
		}
	}
	return false
}

// compareWords checks the figures against the words. When they differ, both stay as they are: nobody but the
// drawer knows which is right.
func compareWords(amount, words *munshiv1.Field) {
	figures, ok := amountOf(amount)
	if !ok || words == nil {
		return
	}
	said, ok := values.ParseAmountInWords(words.GetValue())
	switch {
	case !ok:
	case said == figures:
		passed(amount, "words_match_figures")
		passed(words, "words_match_figures")
	default:
		contradicted(amount)
		contradicted(words)
	}
}
