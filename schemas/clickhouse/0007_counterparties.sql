-- +goose Up

-- Of a counterparty also the plain name and the address, of a card what is left of its limit, and of each value where in the
-- SMS it was read and how sure it is. Rows of before have none of it until their messages are read again.
{{addColumn "transactions_log" "`transactions.counterparty_name` Array(String) COMMENT 'The counterparty without what banks and payment gateways put around it, unmasked' CODEC(ZSTD)"}}
{{addColumn "transactions_log" "`transactions.counterparty_address` Array(String) COMMENT 'Its UPI address when one is told, unmasked' CODEC(ZSTD)"}}
{{addColumn "transactions_log" "`transactions.credit_limit` Array(Nullable(Decimal(18, 4))) COMMENT 'What is left of a card''s limit after the transaction; NULL when it is not told'"}}
{{addColumn "transactions_log" "`transactions.occurred_from` Array(LowCardinality(String)) COMMENT 'Where occurred_at is from: text, or received when the text does not say'"}}
{{addColumn "transactions_log" "flags Array(LowCardinality(String)) COMMENT 'Warnings about the SMS: suspicious_link'"}}
{{addColumn "transactions_log" "`values.transaction` Array(UInt32) COMMENT 'Which transaction of the row a value belongs to, from 1'"}}
{{addColumn "transactions_log" "`values.name` Array(LowCardinality(String)) COMMENT 'Which value: amount, balance, account, counterparty, reference and so on'"}}
{{addColumn "transactions_log" "`values.start` Array(UInt32) COMMENT 'The first byte of it in the SMS, from 0'"}}
{{addColumn "transactions_log" "`values.end` Array(UInt32) COMMENT 'The byte behind it'"}}
{{addColumn "transactions_log" "`values.confidence` Array(Float64) COMMENT 'How sure it is, 0 to 1' CODEC(ZSTD)"}}

-- +goose StatementBegin
CREATE OR REPLACE VIEW transactions_unmasked {{cluster}}
(
    transaction_id String                  COMMENT 'Derived from the source id and the place in it: reading again gives the same id',
    source         String                  COMMENT 'sms or statement',
    source_id      String                  COMMENT 'Message id or document id',
    tenant         String                  COMMENT 'The customer of the platform it belongs to',
    subject        String                  COMMENT 'The person it is about, in the tenant''s own words',
    bank           String                  COMMENT 'Bank, when it is known',
    account        String                  COMMENT 'The digits shown of the user''s own account or card',
    occurred_at    DateTime64(3, 'UTC')    COMMENT 'When the money moved: from the text when it says so, else when the message was received',
    direction      String                  COMMENT 'debit or credit; empty when the text does not tell',
    amount         Decimal(18, 4)          COMMENT 'Amount, never negative',
    currency       String                  COMMENT 'ISO 4217 code',
    balance        Nullable(Decimal(18, 4)) COMMENT 'Balance after the transaction, negative when overdrawn; NULL when it is not told',
    counterparty   String                  COMMENT 'Who was paid or who paid, as printed',
    reference      String                  COMMENT 'UPI or IMPS RRN, NEFT or RTGS UTR, cheque number, transaction id',
    instrument     String                  COMMENT 'upi, card, atm, neft, imps, rtgs, cheque, ach, wallet, cash or other',
    category       String                  COMMENT 'Spending category, such as groceries, food, salary or other',
    confidence     Float64                 COMMENT 'How sure the reading is, 0 to 1',
    line           UInt32                  COMMENT 'The statement line it was read from, from 1; 0 for an SMS',
    description    String                  COMMENT 'The statement line''s description; empty for an SMS',
    read_at        DateTime64(6, 'UTC')    COMMENT 'When the result was made',
    revision       String                  COMMENT 'Version of the code and models that made it',
    counterparty_name    String            COMMENT 'The counterparty without what banks and payment gateways put around it',
    counterparty_address String            COMMENT 'Its UPI address when one is told',
    credit_limit   Nullable(Decimal(18, 4)) COMMENT 'What is left of a card''s limit after the transaction; NULL when it is not told',
    occurred_from  String                  COMMENT 'Where occurred_at is from: text, or received when the text does not say'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT t.transaction_id AS transaction_id, source, source_id, tenant, subject, t.bank AS bank, t.account AS account,
    t.occurred_at AS occurred_at, t.direction AS direction, t.amount AS amount, t.currency AS currency, t.balance AS balance,
    t.counterparty AS counterparty, t.reference AS reference, t.instrument AS instrument, t.category AS category,
    t.confidence AS confidence, t.line AS line, t.description AS description, output_at AS read_at, revision,
    t.counterparty_name AS counterparty_name, t.counterparty_address AS counterparty_address, t.credit_limit AS credit_limit, t.occurred_from AS occurred_from
FROM transactions_log FINAL ARRAY JOIN transactions AS t
COMMENT 'Every transaction of the newest result of every source, identifiers in full';
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE VIEW messages_unmasked {{cluster}}
(
    message_id     String               COMMENT 'The producer''s id, or one derived from what the message says',
    tenant         String               COMMENT 'The customer of the platform it belongs to',
    subject        String               COMMENT 'The person whose phone received it, in the tenant''s own words',
    sender         String               COMMENT 'Sender header, such as VM-HDFCBK',
    bank           String               COMMENT 'Bank, when it is known',
    received_at    DateTime64(3, 'UTC') COMMENT 'When the phone received it',
    type           String               COMMENT 'transaction, otp, promotion, due, failed, balance, statement or other',
    transaction_id String               COMMENT 'The transaction it tells of; empty when it tells of none',
    text           String               COMMENT 'The text, whole',
    confidence     Float64              COMMENT 'How sure the type is, 0 to 1',
    read_at        DateTime64(6, 'UTC') COMMENT 'When the result was made',
    revision       String               COMMENT 'Version of the code and models that made it',
    flags          Array(String)        COMMENT 'Warnings about it: suspicious_link'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT source_id AS message_id, tenant, subject, sender, message_bank AS bank, received_at, type,
    transactions.transaction_id[1] AS transaction_id, text, confidence, output_at AS read_at, revision, flags
FROM transactions_log FINAL
WHERE source = 'sms'
COMMENT 'Every SMS with its type, text in full';
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE VIEW transaction_values {{cluster}}
(
    transaction_id String  COMMENT 'The transaction',
    source_id      String  COMMENT 'Id of the message it was read from',
    tenant         String  COMMENT 'The customer of the platform it belongs to',
    subject        String  COMMENT 'The person it is about, in the tenant''s own words',
    name           String  COMMENT 'Which value: amount, balance, account, counterparty, reference and so on',
    start          UInt32  COMMENT 'The first byte of it in the message''s text (UTF-8), from 0',
    end            UInt32  COMMENT 'The byte behind it',
    confidence     Float64 COMMENT 'How sure the value is, 0 to 1'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT transactions.transaction_id[v.transaction] AS transaction_id, source_id, tenant, subject, v.name AS name, v.start AS start,
    v.end AS end, v.confidence AS confidence
FROM transactions_log FINAL ARRAY JOIN `values` AS v
COMMENT 'Where in its message each value of a transaction was read, and how sure it is';
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE VIEW transactions {{cluster}}
(
    transaction_id String                  COMMENT 'Derived from the source id and the place in it: reading again gives the same id',
    source         String                  COMMENT 'sms or statement',
    source_id      String                  COMMENT 'Message id or document id',
    tenant         String                  COMMENT 'The customer of the platform it belongs to',
    subject        String                  COMMENT 'The person it is about, in the tenant''s own words',
    bank           String                  COMMENT 'Bank, when it is known',
    account        String                  COMMENT 'The last four digits shown of the user''s own account or card',
    occurred_at    DateTime64(3, 'UTC')    COMMENT 'When the money moved: from the text when it says so, else when the message was received',
    direction      String                  COMMENT 'debit or credit; empty when the text does not tell',
    amount         Decimal(18, 4)          COMMENT 'Amount, never negative',
    currency       String                  COMMENT 'ISO 4217 code',
    balance        Nullable(Decimal(18, 4)) COMMENT 'Balance after the transaction, negative when overdrawn; NULL when it is not told',
    counterparty   String                  COMMENT 'Who was paid or who paid, as printed; numbers of five digits or more are masked to their last four',
    reference      String                  COMMENT 'UPI or IMPS RRN, NEFT or RTGS UTR, cheque number, transaction id',
    instrument     String                  COMMENT 'upi, card, atm, neft, imps, rtgs, cheque, ach, wallet, cash or other',
    category       String                  COMMENT 'Spending category, such as groceries, food, salary or other',
    confidence     Float64                 COMMENT 'How sure the reading is, 0 to 1',
    line           UInt32                  COMMENT 'The statement line it was read from, from 1; 0 for an SMS',
    description    String                  COMMENT 'The statement line''s description, masked likewise; empty for an SMS',
    read_at        DateTime64(6, 'UTC')    COMMENT 'When the result was made',
    revision       String                  COMMENT 'Version of the code and models that made it',
    counterparty_name    String            COMMENT 'The counterparty without what banks and payment gateways put around it; masked likewise',
    counterparty_address String            COMMENT 'Its UPI address when one is told; masked likewise',
    credit_limit   Nullable(Decimal(18, 4)) COMMENT 'What is left of a card''s limit after the transaction; NULL when it is not told',
    occurred_from  String                  COMMENT 'Where occurred_at is from: text, or received when the text does not say'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT * REPLACE ({{maskNumber "account"}} AS account, {{maskText "counterparty"}} AS counterparty, {{maskText "description"}} AS description,
    {{maskText "counterparty_name"}} AS counterparty_name, {{maskText "counterparty_address"}} AS counterparty_address)
FROM transactions_unmasked
COMMENT 'Every transaction of the newest result of every source; account numbers are masked';
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE VIEW messages {{cluster}}
(
    message_id     String               COMMENT 'The producer''s id, or one derived from what the message says',
    tenant         String               COMMENT 'The customer of the platform it belongs to',
    subject        String               COMMENT 'The person whose phone received it, in the tenant''s own words',
    sender         String               COMMENT 'Sender header, such as VM-HDFCBK',
    bank           String               COMMENT 'Bank, when it is known',
    received_at    DateTime64(3, 'UTC') COMMENT 'When the phone received it',
    type           String               COMMENT 'transaction, otp, promotion, due, failed, balance, statement or other',
    transaction_id String               COMMENT 'The transaction it tells of; empty when it tells of none',
    text           String               COMMENT 'The text; PANs and numbers of five digits or more are masked to their last four, every digit of a one-time password',
    confidence     Float64              COMMENT 'How sure the type is, 0 to 1',
    read_at        DateTime64(6, 'UTC') COMMENT 'When the result was made',
    revision       String               COMMENT 'Version of the code and models that made it',
    flags          Array(String)        COMMENT 'Warnings about it: suspicious_link'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT * REPLACE ({{maskMessage "type" "text"}} AS text)
FROM messages_unmasked
COMMENT 'Every SMS with its type; numbers in the text are masked';
-- +goose StatementEnd
