package sms

import (
	"slices"
	"strings"
)

// FlagSuspiciousLink marks a message that poses as a bank's, a carrier's or an authority's: it urges the reader to follow a link that belongs to
// nobody known, or to do so in a bank's name from a private number.
const FlagSuspiciousLink = "suspicious_link"

// suspicious says whether to warn of the message: FlagSuspiciousLink.
func (r *reading) suspicious() bool {
	if !r.urges() {
		return false
	}
	for n := range r.units {
		if u := &r.units[n]; u.traits.has(traitLink) && (r.private || !r.bySender) && !r.know.official(r.textOf(u.first, u.last)) {
			return true
		}
	}
	return r.private && r.from != 0 && r.presses()
}

// urges says whether the text speaks as a bank that wants something done. From a private number a bank's name is enough, or that it presses.
func (r *reading) urges() bool {
	if r.private {
		return r.from != 0 || r.presses()
	}
	var said traits
	for n := range r.marks {
		said |= r.marks[n].cues
	}
	return said.has(cueUrge) && (r.from != 0 || said.has(cueAccount|cueCard|cueOTP))
}

// presses says whether the text wants something done at once.
func (r *reading) presses() bool {
	return slices.ContainsFunc(r.marks, func(m mark) bool { return m.cues.has(cueUrge) })
}

// minPrivate is how many digits a sender has that is no short code.
const minPrivate = 7

// privateNumber says whether a sender is a telephone rather than a header or a short code.
func privateNumber(sender string) bool {
	digits := 0
	for i := 0; i < len(sender); i++ {
		switch c := sender[i]; {
		case isDigit(c):
			digits++
		case c != '+' && c != ' ' && c != '-' && c != '(' && c != ')':
			return false
		}
	}
	return digits >= minPrivate
}

// official says whether a link leads to a host of data/hosts.txt, or below one.
func (k *knowledge) official(link string) bool {
	host := strings.ToLower(link)
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host = rest
	}
	if end := strings.IndexAny(host, "/?:"); end >= 0 {
		host = host[:end]
	}
	for host != "" {
		if k.hosts[host] {
			return true
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return false
}
