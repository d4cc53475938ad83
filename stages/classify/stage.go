// Package classify is the stage that turns messages and statement lines into transactions:
// messages.received and statements.extracted in, transactions.classified out.
//
// Start at Definition; messages.go handles an SMS, statements.go a statement. What a text means is the business of
// package sms, which knows nothing of events.
package classify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"

	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
	"github.com/munshi-in/munshi/stages/classify/sms"
	"github.com/munshi-in/munshi/stages/flow"
)

// Definition is what flow.Main and local mode run.
var Definition = flow.Definition[Config]{
	Name:    "classify",
	Summary: "Reads transactions out of bank SMS and statement lines.",
	New: func(_ context.Context, config Config, _ flow.Tools) (*flow.Program, error) {
		engine, err := sms.Open(config.KnowledgeDir)
		if err != nil {
			return nil, err
		}
		return flow.NewProgram(nil,
			flow.On[*munshiv1.MessageReceived](&Messages{config: config, engine: engine}),
			flow.On[*munshiv1.StatementExtracted](&Statements{config: config, engine: engine}),
		), nil
	},
}

// derivedID makes an id of the parts, the same each time. Each part's length goes in too, so that no two lists of
// parts run together.
func derivedID(prefix string, parts ...string) string {
	said := make([]byte, 0, 512) // on the stack for all but long messages
	for _, p := range parts {
		said = append(strconv.AppendInt(said, int64(len(p)), 10), ':')
		said = append(said, p...)
	}
	sum := sha256.Sum256(said)
	return string(hex.AppendEncode(append(make([]byte, 0, 64), prefix...), sum[:16]))
}

// TransactionID is the id of the transaction number ordinal, from 0, of a source ("sms" or "statement"): the same whenever the same
// source is read again, so that a replay replaces the row.
func TransactionID(source, tenant, sourceID string, ordinal int) string {
	return derivedID("tx_", source, tenant, sourceID, strconv.Itoa(ordinal))
}

// firstOf returns the first that is not empty.
func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
