package sms

import "strings"

// FlagSuspiciousLink marks a message that poses as a bank's: it speaks of a bank or an account and urges the reader to follow a
// link that belongs to nobody known, or comes from a private number.
const FlagSuspiciousLink = "suspicious_link"

// flags returns what to warn of.
func (r *reading) flags() []string {
	if !r.urges() {
		return nil
	}
	private := privateNumber(r.sender)
	for n := range r.units {
		if u := &r.units[n]; u.traits.has(traitLink) && !r.know.official(r.textOf(u.first, u.last)) && (private || r.know.headers[r.header] == 0) {
			return []string{FlagSuspiciousLink}
		}
	}
	if private && r.from != 0 {
		return []string{FlagSuspiciousLink}
	}
	return nil
}

// urges says whether the text speaks as a bank that wants something done.
func (r *reading) urges() bool {
	var said traits
	for n := range r.marks {
		said |= r.marks[n].cues
	}
	return said.has(cueUrge) && (r.from != 0 || said.has(cueAccount|cueCard|cueOTP))
}

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
	return digits >= 10
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
