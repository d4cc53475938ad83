package papers

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

func TestSameSeedGivesTheSameBytes(t *testing.T) {
	for _, kind := range Kinds {
		degradations := []draw.Degradation{draw.Clean}
		if kind == "pan_card" { // the smallest, for what cameras do to all
			degradations = draw.Degradations
		}
		for _, degradation := range degradations {
			first, second := drawn(t, kind, 5, 1, degradation), drawn(t, kind, 5, 1, degradation)
			if !bytes.Equal(first.Bytes, second.Bytes) {
				t.Errorf("%s %s: two runs gave different files", kind, degradation)
			}
		}
	}
}

func TestAnotherSeedGivesAnotherDocument(t *testing.T) {
	for _, kind := range Kinds {
		if bytes.Equal(drawn(t, kind, 5, 0, draw.Clean).Bytes, drawn(t, kind, 6, 0, draw.Clean).Bytes) {
			t.Errorf("%s: seeds 5 and 6 gave the same file", kind)
		}
	}
}

func TestUnknownKindIsRefused(t *testing.T) {
	if _, err := Make("passport", 1, 0, draw.Clean); err == nil || !strings.Contains(err.Error(), "pan_card") {
		t.Errorf("err = %v, want one that lists the kinds", err)
	}
}

func TestPANNumbersHaveTheStructureOfRealOnes(t *testing.T) {
	number := regexp.MustCompile(`^[A-Z]{3}P[A-Z][0-9]{4}[A-Z]$`)
	for seed := range uint64(40) {
		_, label := panCard(invent.New(seed, "test"), "old")
		pan, name := label.Fields["pan"], strings.Fields(label.Fields["name"])
		if !number.MatchString(pan) || pan[4] != name[len(name)-1][0] {
			t.Errorf("seed %d: %s is no PAN of %s", seed, pan, label.Fields["name"])
		}
	}
}

func TestChequeLabelsAgreeWithEachOther(t *testing.T) {
	for seed := range uint64(20) {
		for _, layout := range chequeLayouts {
			_, label := cheque(invent.New(seed, "test"), layout)
			f := label.Fields
			bank := slices.IndexFunc(invent.Banks, func(b invent.Bank) bool { return b.Name == f["bank"] })
			if bank < 0 || f["ifsc"][:5] != invent.Banks[bank].IFSC+"0" || len(f["ifsc"]) != 11 || f["micr"][3:6] != invent.Banks[bank].MICR || len(f["micr"]) != 9 {
				t.Errorf("seed %d %s: bank %s, IFSC %s, MICR %s do not belong together", seed, layout, f["bank"], f["ifsc"], f["micr"])
			}
			if _, has := f["amount"]; has == slices.Contains([]string{"cancelled", "private", "bare", "stamped"}, layout) {
				t.Errorf("seed %d %s: has an amount: %v", seed, layout, has)
			}
		}
	}
}

func TestStatementBalancesChain(t *testing.T) {
	for seed := range uint64(30) {
		st := inventStatement(invent.New(seed, "test"), statementLayouts[seed%uint64(len(statementLayouts))], 40)
		balance := st.opening
		if st.layout.newestFirst {
			slices.Reverse(st.entries)
		}
		for i, e := range st.entries {
			balance += e.amount
			if e.amount == 0 || e.balance != balance || e.balance < 0 != st.layout.overdrawn {
				t.Fatalf("seed %d line %d: amount %s, balance %s, want %s", seed, i+1, e.amount, e.balance, balance)
			}
			if i > 0 && e.day.Before(st.entries[i-1].day) || e.day.After(st.to.AddDate(0, 0, 1)) {
				t.Fatalf("seed %d line %d: day %s is out of order or of the period", seed, i+1, e.day)
			}
		}
		st.layout.newestFirst = false
		label := st.label("", "")
		if closing, told := label.Fields["closing_balance"]; told && closing != balance.Plain() {
			t.Errorf("seed %d: closing balance is not that of the last line", seed)
		}
	}
}

func TestEveryLayoutWritesEveryLineIntoTheTextLayer(t *testing.T) {
	for i, layout := range statementLayouts {
		st := inventStatement(invent.New(uint64(i), "test"), layout, 26)
		d, err := st.pdf("statement")
		if err != nil {
			t.Fatal(err)
		}
		// Without its line breaks and spaces, because wrapped descriptions are broken anywhere.
		text := squeezed(output(t, d, "pdftotext", "-raw", "FILE", "-"))
		for n, e := range st.entries {
			want := magnitude(e.balance)
			if layout.unbalanced {
				want = magnitude(e.amount)
			}
			if !strings.Contains(text, squeezed(want.String())) {
				t.Errorf("%s line %d: %s is not in the text", layout.name, n+1, want)
			}
		}
		wants := []string{st.number(), st.account.IFSC, st.account.Bank.Name}
		if !layout.untoldOpening {
			wants = append(wants, magnitude(st.opening).String())
		}
		if !layout.untoldClosing {
			wants = append(wants, magnitude(st.closing()).String())
		}
		for _, want := range wants {
			if !strings.Contains(strings.ToUpper(text), strings.ToUpper(squeezed(want))) {
				t.Errorf("%s: %q is not in the text", layout.name, want)
			}
		}
	}
}

func TestReceiptsAddUp(t *testing.T) {
	for seed := range uint64(60) {
		b := inventBill(invent.New(seed, "test"))
		var sum invent.Paise
		for _, i := range b.items {
			sum += i.amount
		}
		if sum != b.net || b.net+b.tax+b.round != b.total || b.total%100 != 0 {
			t.Errorf("seed %d: net %s + tax %s + round %s is not %s", seed, b.net, b.tax, b.round, b.total)
		}
		if id := b.shop.GSTIN; id == "" && b.tax != 0 {
			t.Errorf("seed %d: an unregistered shop takes tax", seed)
		}
	}
}

func TestInvoicesAddUpAndChargeTheTaxOfTheirStates(t *testing.T) {
	for seed := range uint64(60) {
		v := inventInvoice(invent.New(seed, "test"), invoiceLayouts[seed%2])
		var tax invent.Paise
		for _, row := range v.taxes {
			tax += row.amount
			if within := v.seller.Place.GST == v.buyer.Place.GST; within == strings.HasPrefix(row.name, "IGST") {
				t.Errorf("seed %d: %s between %s and %s", seed, row.name, v.seller.Place.State, v.buyer.Place.State)
			}
		}
		if tax != v.tax || v.net+v.tax != v.total || v.seller.GSTIN[:2] != v.seller.Place.GST {
			t.Errorf("seed %d: net %s + tax %s (%s) is not %s", seed, v.net, v.tax, tax, v.total)
		}
	}
}

func TestSamplesAreTheFivePromised(t *testing.T) {
	documents, err := Samples(1)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, d := range documents {
		names = append(names, d.Label.ID+d.Extension)
		if d.Extension == ".jpg" {
			if _, err := jpeg.Decode(bytes.NewReader(d.Bytes)); err != nil {
				t.Errorf("%s: %v", d.Label.ID, err)
			}
		}
		if d.Label.ID == "statement" {
			if info := output(t, d, "pdfinfo", "FILE"); !regexp.MustCompile(`Pages:\s+2\n`).MatchString(info) {
				t.Errorf("the statement has not two pages:\n%s", info)
			}
		}
	}
	want := []string{"pan_card.jpg", "cheque.jpg", "receipt.jpg", "statement_photo.jpg", "statement.pdf"}
	if !slices.Equal(names, want) {
		t.Errorf("samples are %v, want %v", names, want)
	}
}

func TestTesseractReadsTheNumbersOfCleanPANCards(t *testing.T) {
	const cards = 4
	read := 0
	for i := range cards {
		d := drawn(t, "pan_card", 1, i, draw.Clean)
		text := output(t, d, "tesseract", "FILE", "-", "--psm", "6")
		if strings.Contains(text, d.Label.Fields["pan"]) {
			read++
		} else {
			t.Logf("layout %s: %s is not in what was read:\n%s", d.Label.Layout, d.Label.Fields["pan"], text)
		}
	}
	// One may fail: an I before a digit is hard for any reader.
	if read < cards-1 {
		t.Errorf("%d of %d numbers were read", read, cards)
	}
}

func drawn(t *testing.T, kind string, seed uint64, index int, degradation draw.Degradation) Document {
	t.Helper()
	d, err := Make(kind, seed, index, degradation)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// output runs a program on a document; FILE among the arguments stands for it.
func output(t *testing.T, d Document, program string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "document"+d.Extension)
	if err := os.WriteFile(path, d.Bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, a := range args {
		if a == "FILE" {
			args[i] = path
		}
	}
	c := exec.Command(program, args...)
	c.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1")
	var complaint bytes.Buffer
	c.Stderr = &complaint
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", fmt.Sprint(program, args), err, complaint.String())
	}
	return string(out)
}

func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }
