-- +goose Up

-- One row is what one source (an SMS or a statement) says about money. Its transactions are arrays inside that row:
-- a replay of a statement that yields 8 lines where the old one had 10 replaces one row by one row. The order is that of the ids,
-- since a row must replace another of the same id whatever else has changed, so one person's rows stand everywhere: by_subject
-- leaves out where they do not. FINAL takes in again what shares ids with what is found, so it misses no newer row.
-- +goose StatementBegin
CREATE TABLE IF NOT EXISTS {{table "transactions_log"}} {{cluster}}
(
    tenant       LowCardinality(String)     COMMENT 'The customer of the platform it belongs to',
    source       LowCardinality(String)     COMMENT 'sms or statement',
    source_id    String                     COMMENT 'Message id or document id' CODEC(ZSTD),
    subject      String                     COMMENT 'The person it is about, in the tenant''s own words' CODEC(ZSTD),
    sender       LowCardinality(String)     COMMENT 'Sender header of the SMS, such as VM-HDFCBK; empty for a statement',
    message_bank LowCardinality(String)     COMMENT 'Bank of the SMS when it is known; empty for a statement',
    received_at  DateTime64(3, 'UTC')       COMMENT 'When the phone received the SMS, or Munshi the statement''s event',
    type         LowCardinality(String)     COMMENT 'transaction, otp, promotion, due, failed, balance, statement or other; empty for a statement',
    text         String                     COMMENT 'The SMS, whole and unmasked; empty for a statement' CODEC(ZSTD(3)),
    confidence   Float64                    COMMENT 'How sure the type is, 0 to 1' CODEC(ZSTD),
    `transactions.transaction_id` Array(String)                   COMMENT 'Derived from the source id and the place in it' CODEC(ZSTD),
    `transactions.bank`           Array(LowCardinality(String))   COMMENT 'Bank, when it is known',
    `transactions.account`        Array(String)                   COMMENT 'The digits shown of the user''s own account or card, unmasked' CODEC(ZSTD),
    `transactions.occurred_at`    Array(DateTime64(3, 'UTC'))     COMMENT 'When the money moved' CODEC(Delta, ZSTD),
    `transactions.direction`      Array(LowCardinality(String))   COMMENT 'debit or credit; empty when the text does not tell',
    `transactions.amount`         Array(Decimal(18, 4))           COMMENT 'Amount, never negative',
    `transactions.currency`       Array(LowCardinality(String))   COMMENT 'ISO 4217 code',
    `transactions.balance`        Array(Nullable(Decimal(18, 4))) COMMENT 'Balance after the transaction; NULL when it is not told',
    `transactions.counterparty`   Array(String)                   COMMENT 'Who was paid or who paid, as printed, unmasked' CODEC(ZSTD),
    `transactions.reference`      Array(String)                   COMMENT 'UPI or IMPS RRN, NEFT or RTGS UTR, cheque number, transaction id' CODEC(ZSTD),
    `transactions.instrument`     Array(LowCardinality(String))   COMMENT 'upi, card, atm, neft, imps, rtgs, cheque, ach, wallet, cash or other',
    `transactions.category`       Array(LowCardinality(String))   COMMENT 'Spending category, such as groceries, food, salary or other',
    `transactions.confidence`     Array(Float64)                  COMMENT 'How sure the reading is, 0 to 1' CODEC(ZSTD),
    `transactions.line`           Array(UInt32)                   COMMENT 'The statement line it was read from, from 1; 0 for an SMS',
    `transactions.description`    Array(String)                   COMMENT 'The statement line''s description, unmasked; empty for an SMS' CODEC(ZSTD),
    revision     LowCardinality(String)     COMMENT 'Version of the code and models that made this row',
    reading_id   String                     COMMENT 'The pass through the stages that this row belongs to' CODEC(ZSTD),
    reading_at   DateTime64(6, 'UTC')       COMMENT 'When that pass began',
    output_id    String                     COMMENT 'Id of the event that made this row' CODEC(ZSTD),
    output_at    DateTime64(6, 'UTC')       COMMENT 'Time of that event',
    version      UInt256 MATERIALIZED
          bitShiftLeft(toUInt256(toUnixTimestamp64Micro(reading_at)), 128)
        + bitShiftLeft(toUInt256(toUnixTimestamp64Micro(output_at)), 64)
        + cityHash64(output_id)
        COMMENT 'The row with the largest version wins: the later reading, then the later event; the id''s hash breaks a tie the same way everywhere' CODEC(ZSTD),
    INDEX by_subject subject TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = {{replacing "transactions_log" "version"}}
ORDER BY (tenant, source, source_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'One row for each SMS and each statement, with all its transactions; analysts read the views transactions, messages and spend_by_category';
-- +goose StatementEnd

{{distributed "transactions_log" "cityHash64(tenant, source_id)"}}
