package sms

import (
	"strings"
	"testing"
)

func TestLearningTwiceGivesTheSameModel(t *testing.T) {
	var examples []Example
	for n, to := range []string{"SWIGGY", "RAVI KUMAR", "CROMA", "ANITA DEVI", "ZEPTO", "HOTEL SUNRISE", "BATA", "S MURUGAN"} {
		family := string(rune('a' + n))
		examples = append(examples,
			Example{Message: Message{Text: "Rs.50 debited from A/c XX1234 to " + to + ". UPI Ref 524618830917"}, Type: TypeTransaction, Direction: Debit, Family: family,
				Amount: "50", Currency: "INR", Account: "1234", Counterparty: to, Reference: "524618830917"},
			Example{Message: Message{Text: "Your OTP is 412345 for Rs 50 at " + to}, Type: TypeOTP, Family: family})
	}
	var once, again strings.Builder
	for _, out := range []*strings.Builder{&once, &again} {
		if err := Train(examples, 2, out, func(string) {}); err != nil {
			t.Fatal(err)
		}
	}
	if once.String() != again.String() || !strings.Contains(once.String(), "= trust") {
		t.Errorf("two trainings differ, or say nothing of trust: %d and %d bytes", once.Len(), again.Len())
	}
}
