package schemas

// The values that fields of a closed vocabulary may have: those who write them and those who store them share these lists.
// Values may be added; queries of analysts rely on those that are there.
var (
	// DocumentKinds are the kinds of a document.
	DocumentKinds = []string{"pan_card", "cheque", "bank_statement", "receipt", "invoice", "other"}
	// TransactionSources say what a transaction was read from.
	TransactionSources = []string{"sms", "statement"}
	// MessageTypes are the types of an SMS. Only a transaction tells of money that has moved.
	MessageTypes = []string{"transaction", "otp", "promotion", "due", "failed", "balance", "statement", "request", "mandate", "other"}
	// Directions say whether money left the account or came to it.
	Directions = []string{"debit", "credit"}
	// Instruments are how money moved.
	Instruments = []string{"upi", "card", "atm", "neft", "imps", "rtgs", "cheque", "ach", "wallet", "cash", "other"}
	// Categories are what money was for.
	Categories = []string{
		"groceries", "food", "fuel", "transport", "travel", "shopping", "bills", "rent", "entertainment", "health",
		"education", "insurance", "investment", "loan_emi", "fees", "tax", "cash", "salary", "interest", "refund",
		"self_transfer", "card_bill", "wallet_load", "person", "other",
	}
)
