package main

import (
	"errors"
	"testing"

	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
)

func TestAGroupThatCannotBeAskedIsNotTakenForOneThatHasDoneNothing(t *testing.T) {
	committed := kadm.FetchOffsetsResponses{
		"munshi-sink": {Group: "munshi-sink"}, "munshi-sink-bulk": {Group: "munshi-sink-bulk", Err: kerr.GroupIDNotFound},
	}
	if err := unasked(committed); err != nil {
		t.Errorf("a group that was never there: %v", err)
	}
	committed["munshi-sink"] = kadm.FetchOffsetsResponse{Group: "munshi-sink", Err: kerr.GroupAuthorizationFailed}
	if err := unasked(committed); !errors.Is(err, kerr.GroupAuthorizationFailed) {
		t.Errorf("%v", err)
	}
}
