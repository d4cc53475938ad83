package papers

import (
	"fmt"
	"image/color"
	"slices"
	"strings"
	"time"

	"github.com/munshi-in/munshi/scripts/corpus/draw"
	"github.com/munshi-in/munshi/scripts/corpus/invent"
)

// statement is a bank statement before it is printed.
type statement struct {
	layout   statementLayout
	account  invent.Account
	from, to time.Time
	opening  invent.Paise
	entries  []entry
}

// entry is one line: amount is negative for a debit.
type entry struct {
	day, valueDay time.Time
	description   string
	reference     string
	amount        invent.Paise
	balance       invent.Paise
	// firstOfDay is true for the first line of its date, in printed order.
	firstOfDay bool
}

func inventStatement(s invent.Source, layout statementLayout, lines int) statement {
	st := statement{layout: layout, account: s.Account(s.Bank(), s.Person())}
	st.from = s.Day(2023, 2025)
	st.from = time.Date(st.from.Year(), st.from.Month(), 1, 0, 0, 0, 0, time.UTC)
	st.to = st.from.AddDate(0, 1+s.IntN(2), -1)
	st.opening = invent.Rupees(s.Between(4_000, 180_000)) + invent.Paise(s.IntN(100))
	days := int(st.to.Sub(st.from).Hours()/24) + 1
	balance := st.opening
	for i := range lines {
		e := inventEntry(s, balance)
		e.day = st.from.AddDate(0, 0, days*i/lines)
		e.valueDay = e.day
		if s.Chance(0.12) && e.day.AddDate(0, 0, 1).Before(st.to) {
			e.valueDay = e.day.AddDate(0, 0, 1)
		}
		if layout.telling != nil {
			e.description = layout.telling(s, e)
		}
		if strings.Contains(layout.day, "15") { // a time of day is printed
			e.day = s.Clock(e.day)
			if i > 0 && e.day.Before(st.entries[i-1].day) {
				e.day = st.entries[i-1].day.Add(11 * time.Second)
			}
			e.valueDay = e.day
		}
		balance += e.amount
		e.balance = balance
		st.entries = append(st.entries, e)
	}
	if layout.overdrawn {
		st.indebt(invent.Rupees(s.Between(200_000, 900_000)))
	}
	if layout.newestFirst {
		slices.Reverse(st.entries)
	}
	st.markDays()
	return st
}

// indebt lowers every balance: the account of somebody who owes the bank.
func (st *statement) indebt(by invent.Paise) {
	st.opening -= by
	for i := range st.entries {
		st.entries[i].balance -= by
	}
}

func (st *statement) markDays() {
	for i := range st.entries {
		st.entries[i].firstOfDay = i == 0 || st.entries[i].day.Format(isoDay) != st.entries[i-1].day.Format(isoDay)
	}
}

// inventEntry invents a movement that leaves the account in credit.
func inventEntry(s invent.Source, balance invent.Paise) entry {
	spend := func(low, high int) invent.Paise {
		return -min(invent.Rupees(s.Between(low, high))+invent.Paise(invent.Pick(s, 0, 0, 0, 50, 25, 99)), balance/3)
	}
	rrn := s.Digits(12)
	shop := strings.ToUpper(s.Shop().Name)
	person := strings.ToUpper(s.Person().Name())
	other := s.Bank()
	kinds := []func() entry{
		func() entry {
			return entry{description: "UPI/" + rrn + "/DR/" + shop + "/" + other.IFSC + "/payment", reference: rrn, amount: spend(20, 2500)}
		},
		func() entry {
			return entry{description: "UPI/" + rrn + "/CR/" + person + "/" + other.IFSC, reference: rrn, amount: invent.Rupees(s.Between(100, 9000))}
		},
		func() entry {
			return entry{description: "POS 4" + s.Digits(3) + "XXXXXXXX" + s.Digits(4) + " " + shop, amount: spend(150, 6000)}
		},
		func() entry {
			return entry{description: "ATM WDL " + s.Digits(4) + " " + strings.ToUpper(s.Area()), amount: -min(invent.Rupees(500*s.Between(1, 20)), balance/300*100)}
		},
		func() entry {
			return entry{description: "NEFT CR-" + other.IFSC + "0" + s.Digits(6) + "-" + person, reference: other.IFSC + "N" + s.Digits(11), amount: invent.Rupees(s.Between(1500, 60000))}
		},
		func() entry {
			return entry{description: "IMPS-" + rrn + "-" + person + "-" + other.IFSC, reference: rrn, amount: spend(500, 15000)}
		},
		func() entry {
			n := s.ChequeNumber()
			return entry{description: "CHQ PAID " + person, reference: n, amount: spend(1000, 25000)}
		},
		func() entry {
			return entry{description: "SALARY " + strings.ToUpper(s.Letters(1)+"NK SOFTWARE PVT LTD"), amount: invent.Rupees(s.Between(28000, 145000))}
		},
		func() entry {
			return entry{description: "ACH D- " + invent.Pick(s, "HOME LOAN EMI", "LIFE INSURANCE", "MUTUAL FUND SIP", "CAR LOAN EMI") + " " + s.Digits(8), amount: spend(1500, 22000)}
		},
		func() entry {
			return entry{description: invent.Pick(s, "SMS CHARGES", "DEBIT CARD ANNUAL FEE", "MIN BAL CHARGES") + " INCL GST", amount: spend(15, 300)}
		},
		func() entry {
			return entry{description: "BIL/ELECTRICITY/" + s.Digits(10) + "/" + invent.Pick(s, "STATE POWER CO", "CITY ELECTRIC"), amount: spend(400, 4200)}
		},
		func() entry {
			return entry{description: "INT.PD " + invent.Pick(s, "QUARTERLY", "SAVINGS"), amount: invent.Paise(s.Between(3000, 90000))}
		},
	}
	// Small payments by UPI are most of a real statement.
	weights := []int{9, 3, 3, 2, 2, 2, 1, 1, 2, 1, 2, 1}
	pick := s.IntN(29)
	for i, w := range weights {
		if pick < w {
			return kinds[i]()
		}
		pick -= w
	}
	return kinds[0]()
}

// keepFirstPage drops the entries that would need a second page.
func (st *statement) keepFirstPage(p draw.Paper) {
	y := st.tableHead(unprinted{p}, st.head(unprinted{p}))
	if st.layout.foot != nil {
		y += footHeight
	}
	if st.layout.brought != "" {
		y += st.lineHeight() + 1.4
	}
	for i, e := range st.entries {
		if y += st.rowHeight(p, e); y > st.bottom()-10 {
			st.entries = st.entries[:i]
			break
		}
	}
	if oldest := st.entries[len(st.entries)-1]; st.layout.newestFirst {
		st.opening = oldest.balance - oldest.amount
	}
}

// unprinted is a paper on which nothing appears, for measuring.
type unprinted struct{ draw.Paper }

func (unprinted) Text(float64, float64, string, draw.Style)                    {}
func (unprinted) Line(float64, float64, float64, float64, float64, color.RGBA) {}
func (unprinted) Fill(float64, float64, float64, float64, color.RGBA)          {}

func (st statement) closing() invent.Paise {
	if st.layout.newestFirst {
		return st.entries[0].balance
	}
	return st.entries[len(st.entries)-1].balance
}

func (st statement) label(id, group string) Label {
	l := Label{ID: id, Kind: "bank_statement", Group: group, Layout: st.layout.name, Fields: map[string]string{
		"account_holder": strings.ToUpper(st.account.Holder.Name()), "account_number": st.number(), "ifsc": st.account.IFSC,
		"bank": st.account.Bank.Name, "period_start": st.from.Format(isoDay), "period_end": st.to.Format(isoDay),
		"opening_balance": st.opening.Plain(), "closing_balance": st.closing().Plain(),
	}}
	if st.layout.untoldOpening {
		delete(l.Fields, "opening_balance")
	}
	if st.layout.untoldClosing {
		delete(l.Fields, "closing_balance")
	}
	for _, e := range st.entries {
		line := Line{Date: e.day.Format(isoDay), Description: e.description}
		if !st.layout.unbalanced {
			line.Balance = e.balance.Plain()
		}
		if st.layout.valueDates {
			line.ValueDate = e.valueDay.Format(isoDay)
		}
		if st.layout.references {
			line.Reference = st.layout.printedReference(e)
		}
		if e.amount < 0 {
			line.Debit = (-e.amount).Plain()
		} else {
			line.Credit = e.amount.Plain()
		}
		l.Transactions = append(l.Transactions, line)
	}
	return l
}

// pdf prints the statement with a text layer.
func (st statement) pdf(id string) (Document, error) {
	p := draw.NewPDF(st.width(), st.height(), "Statement of account", st.to.AddDate(0, 0, 1))
	st.print(p, p.AddPage)
	b, err := p.Bytes()
	if err != nil {
		return Document{}, fmt.Errorf("%s: %w", id, err)
	}
	return Document{Label: st.label(id, "text_pdf"), Extension: ".pdf", Bytes: b}, nil
}

// picture prints the first page of the statement as pixels; lines that need a second page are left out.
func (st statement) picture() (*draw.Picture, Label) {
	p := draw.NewPicture(st.width(), st.height(), 200, draw.White)
	st.keepFirstPage(p)
	st.print(p, func() {})
	return p, st.label("", "")
}
