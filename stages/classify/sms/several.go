package sms

// maxMovements bounds the transactions of one message.
const maxMovements = 8

// movements returns the parts of a text that each tell of a movement of their own: a strong word, an amount with its
// currency, and an account, a date or a reference. One part or none means that the whole text tells of one.
func (r *reading) movements() (parts []span) {
	if len(r.amounts) < 2 {
		return nil
	}
	begin := int32(0)
	var last *amount
	for n := range r.amounts {
		a := &r.amounts[n]
		if a.part != partMoved || a.currency == 0 || r.tokens[a.first].advice || !r.movementIn(r.tokens[a.first].clause) || !r.anchored(r.tokens[a.first].clause) {
			continue
		}
		if last != nil && (r.tokens[last.first].clause == r.tokens[a.first].clause || r.sameValue(a, last)) {
			continue
		}
		if last != nil {
			first := r.clauseStart(a.first)
			parts = append(parts, span{begin, first - 1})
			begin = first
		}
		last = a
		if len(parts) == maxMovements-1 {
			break
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return append(parts, span{begin, int32(len(r.tokens)) - 1})
}

// sameValue says whether two amounts are of one value.
func (r *reading) sameValue(a, b *amount) bool {
	return r.value(&a.numeral) == r.value(&b.numeral)
}

// anchored says whether an account, a date or a code stands in the clause.
func (r *reading) anchored(clause int32) bool {
	for n := range r.accounts {
		if r.tokens[r.accounts[n].first].clause == clause {
			return true
		}
	}
	for n := range r.dates {
		if r.tokens[r.dates[n].first].clause == clause {
			return true
		}
	}
	for n := range r.codes {
		if r.tokens[r.codes[n].first].clause == clause {
			return true
		}
	}
	return false
}

func (r *reading) clauseStart(i int32) int32 {
	for i > 0 && r.tokens[i-1].clause == r.tokens[i].clause {
		i--
	}
	return i
}

// several reads each part as a message of its own. What only one part tells, such as the account, holds for the others.
func (r *reading) several(parts []span) (all []Transaction) {
	for _, p := range parts {
		from := r.tokens[p.first].start
		part := r.know.readPart(r, r.textOf(p.first, p.last))
		seen := part.evidence()
		kind, ahead := part.messageType(&seen)
		if kind == TypeTransaction {
			t := part.transaction(&seen, ahead)[0]
			for n := range t.Fields {
				f := &t.Fields[n]
				f.Start, f.End = r.originOf(f.Start+from), r.originOf(f.End+from)
			}
			if len(all) > 0 && t.Account == "" {
				t.Account = all[len(all)-1].Account
			}
			all = append(all, t)
		}
		part.close()
	}
	return all
}
