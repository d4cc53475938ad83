package flow

import (
	"strings"
	"testing"
)

func TestOnlyAWholeTraceParentIsBelieved(t *testing.T) {
	const trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
	for text, want := range map[string]bool{
		"00-" + trace + "-" + parent + "-01": true,
		// A later version may say more.
		"01-" + trace + "-" + parent + "-01-more":              true,
		"00-" + trace + "-" + parent + "-01-more":              false,
		"ff-" + trace + "-" + parent + "-01":                   false,
		"00-" + strings.Repeat("0", 32) + "-" + parent + "-01": false,
		"00-" + trace + "-" + strings.Repeat("0", 16) + "-01":  false,
		"00-" + strings.ToUpper(trace) + "-" + parent + "-01":  false,
		"00-" + trace[1:] + "-" + parent + "-01":               false,
		"00-" + trace + "-" + parent + "-0x":                   false,
		"00-" + trace + "-" + parent:                           false,
		"":                                                     false,
	} {
		traceID, span, sampled := parseTraceParent(text)
		if want != (traceID == trace && span == parent && sampled) {
			t.Errorf("%q: trace %q, parent %q, sampled %v", text, traceID, span, sampled)
		}
	}
	if _, _, sampled := parseTraceParent("00-" + trace + "-" + parent + "-02"); sampled {
		t.Error("a trace that is not sampled is taken for one that is")
	}
}

func FuzzTraceParent(f *testing.F) {
	f.Add("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	f.Add("ff----")
	f.Fuzz(func(t *testing.T, text string) {
		traceID, parent, sampled := parseTraceParent(text)
		if (traceID == "") != (parent == "") || traceID == "" && sampled || traceID != "" && (!isID(traceID, 32) || !isID(parent, 16)) {
			t.Errorf("%q: trace %q, parent %q, sampled %v", text, traceID, parent, sampled)
		}
	})
}
