// Package sms reads what a bank's message, or a line of a bank statement, says about money. It knows no
// Kafka, no files and no clock: text goes in, a Result comes out, and the same text gives the same Result.
//
// A message is read in four steps, each in a file of its own, so that one can be made cleverer without the others:
//
//	tokens      token.go       words, numbers and symbols, with phrases of the lexicon marked on them (phrase.go)
//	candidates  amount.go account.go date.go code.go piece.go    what could be a value, by its form alone
//	roles       role.go name.go direction.go kind.go    which candidate plays which part, and the message's type (tally.go: how choices are scored)
//	result      plan.go payment.go transaction.go    where each value stands and how sure we are, and the values taken out of the text
//
// The plan of a wording that comes again is kept (wording.go): the next text of it is read by that alone.
//
// What is known of the world (words and what they hint at, banks, sender headers, currencies, merchants) is data:
// one fact a line in data/, loaded by knowledge.go. No bank has code of its own, so a bank never seen reads
// as well as a known one, but for its name.
//
// Start at Engine.Classify.
package sms
