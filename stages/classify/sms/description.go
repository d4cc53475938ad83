package sms

import "strings"

// Description is what the description of a statement line says beside its amount.
type Description struct {
	// Counterparty is who is named, as printed; CounterpartyName the same written as a name, CounterpartyAddress a UPI address.
	Counterparty, CounterpartyName, CounterpartyAddress string
	Reference                                           string
	Instrument                                          string
	Category                                            string
}

// Describe reads the description of a statement line, such as "UPI-SWIGGY-swiggy@icici-ICIC0DC0099-428712345678-food". It goes
// through the same candidates as a message; scorers of their own choose, since a description has columns where a message has words.
func (e *Engine) Describe(description, direction string) Description {
	text, _ := normalize(description)
	r := e.know.readLine(text)
	defer r.close()
	var d Description
	if c, _ := r.counterparty(direction, nil); c != nil {
		d.Counterparty = r.nameText(*c)
		d.CounterpartyName = normalName(d.Counterparty)
		if r.party = c; r.units[c.first].traits.has(traitAddress) {
			d.CounterpartyAddress = r.textOf(r.units[c.first].first, r.units[c.last].last)
		}
	}
	if d.CounterpartyAddress == "" && len(r.addresses) > 0 {
		d.CounterpartyAddress = r.textOf(r.addresses[0].first, r.addresses[0].last)
	}
	if r.ref >= 0 {
		d.Reference = strings.ReplaceAll(r.textOf(r.codes[r.ref].first, r.codes[r.ref].last), " ", "") // the column's end
	}
	d.Instrument = r.instrument(nil)
	p := r.purpose(direction, d.Instrument, nil)
	d.Category = r.category(d.CounterpartyName, d.CounterpartyName, d.Counterparty, &p)
	if d.Category == "fees" && d.Counterparty == "" {
		d.Instrument = "other" // what the bank charges for a card or a cheque book moved by neither
	}
	if d.Category == "person" || d.Category == "other" { // the remark that whoever paid wrote, "... -rent"; a salary that one pays is no income
		c := e.know.categoryOf(text)
		if direction == Debit && c != "" && c != "other" && (spending(c) || d.Category == "other" && !income(c)) {
			d.Category = c
		}
	}
	return d
}

// readLine reads a statement line's description: there is no amount in it, and whoever keeps the statement is Indian unless it says so.
func (k *knowledge) readLine(text string) *reading {
	r := k.open(text)
	r.line = true
	r.habit = k.countries["IN"]
	r.findDates()
	r.findAccounts()
	r.findCodes()
	r.findUnits()
	r.findNames()
	r.ref, r.refAhead = r.reference()
	return r
}

// partyIn returns the name in a description of the core banking system that stands in a message, "NEFT-N2132-PRAGAT"; empty when it names nobody.
func (k *knowledge) partyIn(description, direction string) string {
	r := k.readLine(description)
	defer r.close()
	if c, _ := r.counterparty(direction, nil); c != nil {
		return r.nameText(*c)
	}
	return ""
}
