package schemas_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"strings"
	"testing"

	"github.com/munshi-in/munshi/schemas"
)

const hidden = "hunter-2"

type account struct {
	User     string
	Password schemas.Secret
	spare    schemas.Secret
}

func TestASecretIsPrintedByNothing(t *testing.T) {
	secret := schemas.NewSecret(hidden)
	inside := account{"someone", secret, secret}
	for _, value := range []any{secret, &secret, inside, &inside, []schemas.Secret{secret}, map[string]any{"a": inside}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t"} {
			if got := fmt.Sprintf(verb, value); strings.Contains(got, hidden) || strings.Contains(strings.ToLower(got), "68756e746572") {
				t.Errorf("%s prints %s", verb, got)
			}
		}
		inJSON, err := json.Marshal(value)
		if err != nil || strings.Contains(string(inJSON), hidden) {
			t.Errorf("JSON %s, error %v", inJSON, err)
		}
	}
	inXML, err := xml.Marshal(inside)
	if err != nil || !strings.Contains(string(inXML), "[secret]") || strings.Contains(string(inXML), hidden) {
		t.Errorf("XML %s, error %v", inXML, err)
	}
	if got := fmt.Sprint(secret); got != "[secret]" {
		t.Errorf("printed as %s", got)
	}
}

func TestASecretIsRevealedToWhoAsks(t *testing.T) {
	if got := schemas.NewSecret(hidden).Reveal(); got != hidden {
		t.Errorf("got %q", got)
	}
	if got := (schemas.Secret{}).Reveal(); got != "" {
		t.Errorf("the zero secret is %q", got)
	}
}
