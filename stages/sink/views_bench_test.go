package sink

import (
	"flag"
	"fmt"
	"strings"
	"testing"
)

var viewRows = flag.Int("view-rows", 100_000, "SMS in the tables of BenchmarkViews")

// BenchmarkViews times what analysts ask of the views, one query at a time, on as many SMS as -view-rows says, each with one
// transaction, of 100,000 people. With -v it shows by which indexes the rows are found.
func BenchmarkViews(b *testing.B) {
	books := newBooks(b)
	books.ask(fmt.Sprintf(manyMessages, *viewRows))
	books.ask("OPTIMIZE TABLE transactions_log FINAL")
	for name, query := range map[string]string{
		"messages_by_type":      "SELECT type, count() FROM messages GROUP BY type",
		"one_source":            "SELECT * FROM transactions WHERE source_id = lower(hex(sipHash128(77)))",
		"one_person":            "SELECT sum(amount) FROM transactions WHERE subject = 'person-77'",
		"count_of_transactions": "SELECT count() FROM transactions",
		"sum_by_bank":           "SELECT bank, sum(amount) FROM transactions GROUP BY bank",
		"spend_by_category":     "SELECT category, sum(spent) FROM spend_by_category GROUP BY category",
		"values_of_one_source":  "SELECT * FROM transaction_values WHERE source_id = lower(hex(sipHash128(77)))",
		"spend_of_one_person":   "SELECT category, sum(spent) FROM spend_by_category WHERE subject = 'person-77' GROUP BY category",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				books.ask(query)
			}
			explained := books.ask("EXPLAIN indexes = 1 " + query)
			b.Log(query + "\n" + explained[max(0, strings.Index(explained, "ReadFromMergeTree")):])
		})
	}
}

const manyMessages = `INSERT INTO transactions_log (tenant, source, source_id, subject, sender, message_bank, received_at, type, text, confidence,
 "transactions.transaction_id", "transactions.bank", "transactions.account", "transactions.occurred_at", "transactions.direction", "transactions.amount", "transactions.currency", "transactions.balance", "transactions.counterparty", "transactions.reference", "transactions.instrument", "transactions.category", "transactions.confidence", "transactions.line", "transactions.description",
 "transactions.counterparty_name", "transactions.counterparty_address", "transactions.credit_limit", "transactions.occurred_from", "values.transaction", "values.name", "values.start", "values.end", "values.confidence",
 revision, reading_id, reading_at, output_id, output_at)
SELECT concat('tenant-', toString(number %% 4)), 'sms', lower(hex(sipHash128(number))), concat('person-', toString(intHash64(number) %% 100000)), 'VM-EXBANK-S', ['HDFC Bank','SBI','ICICI Bank','Axis Bank'][1 + number %% 4] AS its_bank,
 toDateTime64('2026-01-01 00:00:00', 3, 'UTC') + INTERVAL (number %% 31536000) SECOND AS at, 'transaction',
 concat('Rs.', toString(number %% 100000), '.50 debited from a/c XX', toString(1000 + number %% 9000), ' to VPA shop', toString(intHash32(number) %% 5000), '@okbank. UPI Ref ', toString(600000000000 + number)), 0.97,
 [lower(hex(sipHash128(number, 1)))], [its_bank], [toString(1000 + number %% 9000)], [at], [['debit','credit'][1 + (number %% 5 = 0)]], [toDecimal64(number %% 100000, 4)], ['INR'], [if(number %% 3 = 0, NULL, toDecimal64(number %% 1000000, 4))], [concat('shop', toString(intHash32(number) %% 5000), '@okbank')], [toString(600000000000 + number)], ['upi'], [['groceries','food','fuel','transport','travel','shopping','bills','salary','self_transfer','other'][1 + intHash32(number) %% 10]], [0.9], [0], [''],
 [concat('Shop ', toString(intHash32(number) %% 5000))], [concat('shop', toString(intHash32(number) %% 5000), '@okbank')], [NULL], ['received'], [1, 1, 1, 1], ['amount', 'account', 'counterparty', 'reference'], [3, 28, 44, 70], [10, 32, 58, 82], [0.99, 0.98, 0.9, 0.99],
 'r1', 'reading-1', now64(6), lower(hex(sipHash128(number, 2))), now64(6)
FROM numbers(%d) SETTINGS max_threads = 1, max_insert_threads = 1, min_insert_block_size_rows = 1000000`
