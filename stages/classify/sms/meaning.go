package sms

// traits say what something is and what it hints at, one bit each: the cues of a phrase, and what kind of candidate or symbol a unit is
// (unit.go).
type traits uint64

func (t traits) has(any traits) bool { return t&any != 0 }

// A cue is a hint that a phrase gives of what stands around it. The list is closed: data/words uses these names.
const (
	cueDebit        traits = 1 << iota // money went out: debited, spent
	cueCredit                          // money came in: credited, received
	cueDebitWeak                       // names a movement without saying that it happened: payment, transaction
	cueCreditWeak                      // the same, inwards: refund
	cueDone                            // it happened: successful, processed
	cueUndo                            // an earlier payment was given back: refunded, reversed
	cueFailed                          // it did not: declined, insufficient
	cueFuture                          // it has not yet, or only may: will be, if
	cueOTP                             // one-time password
	cueDue                             // to be paid: due date, bill
	cueRequest                         // somebody asks for money
	cueStatement                       // a statement is ready
	cuePromotion                       // wants to sell something
	cuePoints                          // reward points: not money
	cueElsewhere                       // money moved in an account that is not the reader's: a pension fund, an insurer
	cueBalance                         // the amount after it is a balance
	cueLimit                           // the amount after it is a limit or what is outstanding
	cueFee                             // the amount after it is a charge beside the movement
	cueAccount                         // an account number follows
	cueCard                            // a card number follows
	cueOwn                             // the reader's: your
	cueBeneficiary                     // the other side's
	cueReference                       // a reference follows
	cueTo                              // the other side follows, when money goes out
	cueFrom                            // the other side follows, when money comes in
	cueBy                              // who did it follows
	cueAt                              // a merchant follows
	cueFor                             // a purpose follows, sometimes a name
	cueName                            // a name follows, whatever the direction: info, description, merchant
	cueOn                              // a date follows
	cueStop                            // a name ends here
	cueFiller                          // stands between a cue and its value: no, number, is
	cueAside                           // advice to the reader begins: not you, call
	cueAbbreviation                    // the full stop after it ends no sentence
	cueCompany                         // ends the name of a firm
	cueUrge                            // presses the reader: blocked, update your KYC
	cueOwed                            // the amount after it is what is owed: outstanding
	cuePurpose                         // says what a movement is for rather than that it happened: towards cash deposit
	cueAddress                         // the address behind it is given whole: to VPA
)

var cueNames = [...]string{
	"debit", "credit", "debit_weak", "credit_weak", "done", "undo", "failed", "future", "otp", "due", "request", "statement",
	"promotion", "points", "elsewhere", "balance", "limit", "fee", "account", "card", "own", "beneficiary", "reference",
	"to", "from", "by", "at", "for", "name", "on", "stop", "filler", "aside", "abbreviation", "company", "urge", "owed", "purpose", "address",
}

const cueCount = len(cueNames)

// maxLanguages is how many languages the lexicon may hold: each has a bit.
const maxLanguages = 32

// A meaning is everything the knowledge says of a phrase. A number is a place in one of the Knowledge's lists; 0
// says nothing.
type meaning struct {
	cues       traits
	currency   uint16
	bank       uint16
	instrument uint8
	category   uint8
	month      uint8  // 1 is January
	zeros      uint8  // lakh is 5
	phrase     uint16 // its number among the phrases of the lexicon, from 1
	shows      traits // the cues, and what else it names
	asks       bool   // ends in the word "amount"
	weak       bool   // its category counts where no other phrase tells one
	languages  uint32 // one bit for each language that has the phrase; none for names of banks and the like
}

// merge adds what other says; what m says already stays.
func (m *meaning) merge(other meaning) {
	m.cues |= other.cues
	m.languages |= other.languages
	if m.currency == 0 {
		m.currency = other.currency
	}
	if m.bank == 0 {
		m.bank = other.bank
	}
	if m.instrument == 0 {
		m.instrument = other.instrument
	}
	if m.category == 0 {
		m.category, m.weak = other.category, other.weak
	}
	if m.month == 0 {
		m.month = other.month
	}
	if m.zeros == 0 {
		m.zeros = other.zeros
	}
	if m.phrase == 0 {
		m.phrase = other.phrase
	}
	m.shows = m.cues
	if m.instrument != 0 {
		m.shows |= traitInstrument
	}
	if m.bank != 0 {
		m.shows |= traitBank
	}
	if m.month != 0 {
		m.shows |= traitMonth
	}
}
