-- +goose Up

-- What analysts see: the views of the migration before, with account numbers, PANs and the numbers in texts cut to their
-- last four characters. maskNumber and maskText are written out in templates.go.

-- +goose StatementBegin
CREATE OR REPLACE VIEW documents {{cluster}}
(
    document_id   String               COMMENT 'The caller''s id, or one derived from tenant and SHA-256 of the bytes',
    tenant        String               COMMENT 'The customer of the platform the document belongs to',
    subject       String               COMMENT 'The person or account the document is about, in the tenant''s own words',
    kind          String               COMMENT 'pan_card, cheque, bank_statement, receipt, invoice or other; empty until extracted',
    status        String               COMMENT 'ingested, preprocessed, recognized, extracted or failed; a document that was extracted once stays so when a later replay fails',
    error_code    String               COMMENT 'Why it failed, one word of the closed list of codes; empty unless failed',
    error_message String               COMMENT 'Why it failed, in words; empty unless failed',
    pages         UInt32               COMMENT 'Number of pages, 0 until known',
    confidence    Float64              COMMENT 'How sure the whole reading is, 0 to 1',
    text          String               COMMENT 'All text, pages separated by a form feed; PANs and numbers of five digits or more are masked to their last four',
    media_type    String               COMMENT 'Media type found by looking at the bytes',
    bytes         UInt64               COMMENT 'Size of the original in bytes',
    sha256        String               COMMENT 'SHA-256 of the original, lower-case hexadecimal',
    source        String               COMMENT 'How it arrived: s3, https, inline, bucket or api',
    filename      String               COMMENT 'The producer''s name for the file',
    original      String               COMMENT 'Where the untouched original is kept: s3://bucket/key',
    received_at   DateTime64(3, 'UTC') COMMENT 'When Munshi first saw it',
    read_at       DateTime64(6, 'UTC') COMMENT 'When it came to what this row shows: when the result was made or, before that, the newest state reached',
    revision      String               COMMENT 'Version of the code and models that made what this row shows',
    reading_id    String               COMMENT 'The pass through the stages that this row belongs to',
    reading_at    DateTime64(6, 'UTC') COMMENT 'When that pass began'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT * REPLACE ({{maskText "text"}} AS text)
FROM documents_unmasked
COMMENT 'Every document with its status; identifiers in the text are masked';
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE VIEW fields {{cluster}}
(
    document_id String               COMMENT 'The document',
    tenant      String               COMMENT 'The customer of the platform the document belongs to',
    kind        String               COMMENT 'Kind of the document',
    name        String               COMMENT 'Name of the field, such as pan, ifsc, total',
    value       String               COMMENT 'The normalised value: dates ISO 8601, amounts plain decimals, the rest as printed; PANs and account numbers are masked to their last four characters',
    raw         String               COMMENT 'The text as it was read, masked like the value',
    page        UInt32               COMMENT 'Page number from 1',
    box         Tuple(left Float64, top Float64, right Float64, bottom Float64) COMMENT 'Where it stands, as fractions of the upright page from its top left corner',
    confidence  Float64              COMMENT 'How sure the reading is, 0 to 1',
    checks      Array(String)        COMMENT 'Names of the checks the value passed',
    repaired    Bool                 COMMENT 'True when a check allowed exactly one correction and it was made',
    read_at     DateTime64(6, 'UTC') COMMENT 'When the result was made',
    revision    String               COMMENT 'Version of the code and models that made it'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT * REPLACE ({{maskIdentifier "name" "value"}} AS value, {{maskIdentifier "name" "raw"}} AS raw)
FROM fields_unmasked
COMMENT 'Every field of the newest result of every document; PANs and account numbers are masked';
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
    revision       String                  COMMENT 'Version of the code and models that made it'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT * REPLACE ({{maskNumber "account"}} AS account, {{maskText "counterparty"}} AS counterparty, {{maskText "description"}} AS description)
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
    revision       String               COMMENT 'Version of the code and models that made it'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT * REPLACE ({{maskMessage "type" "text"}} AS text)
FROM messages_unmasked
COMMENT 'Every SMS with its type; numbers in the text are masked';
-- +goose StatementEnd

-- Moving one's own money (self_transfer, card_bill, wallet_load) is neither spending nor income. Money that comes back from
-- where it is spent is a refund and lowers the spending of its category. Months are India's: a payment at 00:30 on
-- the first belongs to the new month, though it is still the old one in UTC. It joins only the arrays it needs, and not the
-- view transactions, which reads all fifteen.
-- +goose StatementBegin
CREATE OR REPLACE VIEW spend_by_category {{cluster}}
(
    month    Date           COMMENT 'First day of the month, Indian time',
    tenant   String         COMMENT 'The customer of the platform it belongs to',
    subject  String         COMMENT 'The person it is about, in the tenant''s own words',
    category String         COMMENT 'Spending category; self_transfer, card_bill and wallet_load are not counted',
    currency String         COMMENT 'ISO 4217 code',
    spent    Decimal(38, 4) COMMENT 'Money out less refunds',
    received Decimal(38, 4) COMMENT 'Money in that is not a refund',
    count    UInt64         COMMENT 'Number of transactions'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS WITH direction = 'credit' AND category IN ('groceries', 'food', 'fuel', 'transport', 'travel', 'shopping', 'bills',
        'entertainment', 'health', 'education', 'insurance', 'fees', 'tax', 'refund') AS refund
SELECT toStartOfMonth(toDate(occurred_at, 'Asia/Kolkata')) AS month, tenant, subject, category, currency,
    sumIf(amount, direction = 'debit') - sumIf(amount, refund) AS spent,
    sumIf(amount, direction = 'credit' AND NOT refund) AS received,
    count() AS count
FROM transactions_log FINAL ARRAY JOIN `transactions.occurred_at` AS occurred_at, `transactions.direction` AS direction, `transactions.amount` AS amount,
    `transactions.currency` AS currency, `transactions.category` AS category
WHERE category NOT IN ('self_transfer', 'card_bill', 'wallet_load')
GROUP BY month, tenant, subject, category, currency
COMMENT 'Spending and income by month, person and category';
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE VIEW dead_letters {{cluster}}
(
    stage           String               COMMENT 'The stage that gave up on the input',
    id              String               COMMENT 'Document or message id, as far as it is known',
    tenant          String               COMMENT 'The customer of the platform it belongs to, as far as it is known',
    error_code      String               COMMENT 'Why, one word of the closed list of codes',
    error_class     String               COMMENT 'Which kind of failure: permanent, or every attempt used up',
    error_message   String               COMMENT 'Why, in words',
    attempts        UInt32               COMMENT 'Attempts made, from 1',
    first_failed_at DateTime64(3, 'UTC') COMMENT 'When it failed for the first time',
    died_at         DateTime64(6, 'UTC') COMMENT 'When the stage gave up on it',
    topic           String               COMMENT 'Where the input was first published, with its lane',
    partition       Int32                COMMENT 'Its partition there',
    offset          Int64                COMMENT 'Its offset there',
    produced_at     DateTime64(3, 'UTC') COMMENT 'Timestamp of the input''s record',
    key             String               COMMENT 'Key of the input''s record; masked to its last four characters unless it is the id',
    value_bytes     UInt64               COMMENT 'Size of the input''s value in bytes; the value itself is in the topic dead.<stage>',
    revision        String               COMMENT 'Version of the stage''s code',
    replay_id       String               COMMENT 'The replay that fed it in again; empty for a first run'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT stage, id, tenant, error_code, error_class, error_message, attempts, first_failed_at, died_at, topic, partition, offset,
    produced_at, if(key = id, key, {{maskNumber "key"}}) AS key, value_bytes, revision, replay_id
FROM dead_letters_log FINAL
COMMENT 'Every input that a stage gave up on, with the reason; munshi dead shows their values';
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE VIEW progress {{cluster}}
(
    id            String               COMMENT 'Document or message id; when ingest could not tell it, the id of the upload event',
    tenant        String               COMMENT 'The customer of the platform it belongs to; empty when the event does not say',
    stage         String               COMMENT 'The stage that reports',
    state         String               COMMENT 'done, retrying or failed',
    error_code    String               COMMENT 'Error code when state is not done',
    error_message String               COMMENT 'Error message when state is not done',
    at            DateTime64(6, 'UTC') COMMENT 'When it happened',
    duration_ms   UInt64               COMMENT 'How long the stage worked on it, in milliseconds',
    attempts      UInt32               COMMENT 'Attempts made, from 1',
    revision      String               COMMENT 'Version of the code and models',
    reading_id    String               COMMENT 'The pass through the stages that it belongs to',
    reading_at    DateTime64(6, 'UTC') COMMENT 'When that pass began'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT id, tenant, stage, state, error_code, error_message, at, duration_ms, attempts, revision, reading_id, reading_at
FROM progress_log FINAL
COMMENT 'What every stage reported of every document and message in the last 90 days, all readings';
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE VIEW feedback {{cluster}}
(
    feedback_id String               COMMENT 'Id of the correction',
    id          String               COMMENT 'Document or transaction id',
    subject     String               COMMENT 'What is corrected: document or transaction',
    field       String               COMMENT 'Name of the field corrected, such as total or category',
    was         String               COMMENT 'The value Munshi had; PANs and account numbers are masked to their last four characters',
    value       String               COMMENT 'The right value, masked likewise',
    given_by    String               COMMENT 'Who says so',
    given_at    DateTime64(6, 'UTC') COMMENT 'When',
    tenant      String               COMMENT 'The customer of the platform it belongs to'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT feedback_id, id, subject, field, {{maskIdentifier "field" "was"}} AS was, {{maskIdentifier "field" "value"}} AS value,
    given_by, given_at, tenant
FROM feedback_log FINAL
COMMENT 'Every correction a person made';
-- +goose StatementEnd
