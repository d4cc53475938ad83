-- +goose Up

-- The views that show identifiers in full. Grant SELECT on them only to who needs it (README.md); everyone else reads
-- the views of the next migration, which are these with masks. FINAL picks the winning row of each key. ARRAY JOIN reads
-- every array it names, also for a query that needs one; indexing the arrays by number instead would read less, but copies
-- each array once for each of its lines: a statement of 8,000 lines then needs gigabytes.

-- +goose StatementBegin
CREATE OR REPLACE VIEW documents_unmasked {{cluster}}
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
    text          String               COMMENT 'All text, pages separated by a form feed',
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
AS SELECT document_id, tenant, subject, kind, status, error_code, error_message, pages, confidence, text, media_type, bytes,
    sha256, source, filename, original, received_at, output_at AS read_at, revision, reading_id, reading_at
FROM documents_log FINAL
WHERE status != ''
COMMENT 'Every document with its status, identifiers in full';
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE VIEW fields_unmasked {{cluster}}
(
    document_id String               COMMENT 'The document',
    tenant      String               COMMENT 'The customer of the platform the document belongs to',
    kind        String               COMMENT 'Kind of the document',
    name        String               COMMENT 'Name of the field, such as pan, ifsc, total',
    value       String               COMMENT 'The normalised value: dates ISO 8601, amounts plain decimals, the rest as printed',
    raw         String               COMMENT 'The text as it was read',
    page        UInt32               COMMENT 'Page number from 1',
    box         Tuple(left Float64, top Float64, right Float64, bottom Float64) COMMENT 'Where it stands, as fractions of the upright page from its top left corner',
    confidence  Float64              COMMENT 'How sure the reading is, 0 to 1',
    checks      Array(String)        COMMENT 'Names of the checks the value passed',
    repaired    Bool                 COMMENT 'True when a check allowed exactly one correction and it was made',
    read_at     DateTime64(6, 'UTC') COMMENT 'When the result was made',
    revision    String               COMMENT 'Version of the code and models that made it'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT document_id, tenant, kind, f.name AS name, f.value AS value, f.raw AS raw, f.page AS page,
    CAST((f.left, f.top, f.right, f.bottom), 'Tuple(left Float64, top Float64, right Float64, bottom Float64)') AS box,
    f.confidence AS confidence, f.checks AS checks, f.repaired AS repaired, output_at AS read_at, revision
FROM documents_log FINAL ARRAY JOIN fields AS f
COMMENT 'Every field of the newest result of every document, identifiers in full';
-- +goose StatementEnd

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
    revision       String                  COMMENT 'Version of the code and models that made it'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT t.transaction_id AS transaction_id, source, source_id, tenant, subject, t.bank AS bank, t.account AS account,
    t.occurred_at AS occurred_at, t.direction AS direction, t.amount AS amount, t.currency AS currency, t.balance AS balance,
    t.counterparty AS counterparty, t.reference AS reference, t.instrument AS instrument, t.category AS category,
    t.confidence AS confidence, t.line AS line, t.description AS description, output_at AS read_at, revision
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
    revision       String               COMMENT 'Version of the code and models that made it'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT source_id AS message_id, tenant, subject, sender, message_bank AS bank, received_at, type,
    transactions.transaction_id[1] AS transaction_id, text, confidence, output_at AS read_at, revision
FROM transactions_log FINAL
WHERE source = 'sms'
COMMENT 'Every SMS with its type, text in full';
-- +goose StatementEnd
