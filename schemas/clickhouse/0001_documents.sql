-- +goose Up

-- One row is all that is known of one document: the newest result, or the newest state on the way to it.
-- The fields are arrays inside that row and not rows of a table of their own, because a reading replaces the whole
-- of an earlier one: when one row wins, no field of the loser can be left over.
-- +goose StatementBegin
CREATE TABLE IF NOT EXISTS {{table "documents_log"}} {{cluster}}
(
    tenant          LowCardinality(String)    COMMENT 'The customer of the platform the document belongs to',
    document_id     String                    COMMENT 'The caller''s id, or one derived from tenant and SHA-256 of the bytes' CODEC(ZSTD),
    subject         String                    COMMENT 'The person or account the document is about, in the tenant''s own words' CODEC(ZSTD),
    kind            LowCardinality(String)    COMMENT 'pan_card, cheque, bank_statement, receipt, invoice or other; empty until extracted',
    kind_confidence Float64                   COMMENT 'How sure the kind is, 0 to 1',
    status          LowCardinality(String)    COMMENT 'ingested, preprocessed, recognized, extracted or failed; empty: an upload that failed before its document id was known, and has become a document since',
    stage_number    UInt8                     COMMENT 'The stage that reported the status: 1 ingest, 2 preprocess, 3 recognize, 4 extract, 5 classify, 6 sink',
    error_code      LowCardinality(String)    COMMENT 'Why it failed, one word of the closed list of codes; empty unless failed',
    error_message   String                    COMMENT 'Why it failed, in words; empty unless failed' CODEC(ZSTD),
    pages           UInt32                    COMMENT 'Number of pages, 0 until known',
    confidence      Float64                   COMMENT 'How sure the whole reading is, 0 to 1',
    text            String                    COMMENT 'All text, unmasked, pages separated by a form feed' CODEC(ZSTD(3)),
    media_type      LowCardinality(String)    COMMENT 'Media type found by looking at the bytes',
    bytes           UInt64                    COMMENT 'Size of the original in bytes',
    sha256          String                    COMMENT 'SHA-256 of the original, lower-case hexadecimal' CODEC(ZSTD),
    source          LowCardinality(String)    COMMENT 'How it arrived: s3, https, inline, bucket or api',
    filename        String                    COMMENT 'The producer''s name for the file' CODEC(ZSTD),
    original        String                    COMMENT 'Where the untouched original is kept: s3://bucket/key' CODEC(ZSTD),
    received_at     DateTime64(3, 'UTC')      COMMENT 'When Munshi first saw it',
    `fields.name`       Array(LowCardinality(String))        COMMENT 'Names of the fields found',
    `fields.value`      Array(String)                        COMMENT 'Normalised values, unmasked: dates ISO 8601, amounts plain decimals' CODEC(ZSTD),
    `fields.raw`        Array(String)                        COMMENT 'The text as it was read, unmasked' CODEC(ZSTD),
    `fields.page`       Array(UInt32)                        COMMENT 'Page of each field, from 1',
    `fields.left`       Array(Float64)                       COMMENT 'Left edge as a fraction of the upright page''s width' CODEC(ZSTD),
    `fields.top`        Array(Float64)                       COMMENT 'Top edge as a fraction of the upright page''s height' CODEC(ZSTD),
    `fields.right`      Array(Float64)                       COMMENT 'Right edge as a fraction of the upright page''s width' CODEC(ZSTD),
    `fields.bottom`     Array(Float64)                       COMMENT 'Bottom edge as a fraction of the upright page''s height' CODEC(ZSTD),
    `fields.confidence` Array(Float64)                       COMMENT 'How sure each value is, 0 to 1' CODEC(ZSTD),
    `fields.checks`     Array(Array(LowCardinality(String))) COMMENT 'Names of the checks each value passed',
    `fields.repaired`   Array(Bool)                          COMMENT 'True where a check allowed exactly one correction and it was made',
    revision        LowCardinality(String)    COMMENT 'Version of the code and models that made this row',
    reading_id      String                    COMMENT 'The pass through the stages that this row belongs to' CODEC(ZSTD),
    reading_at      DateTime64(6, 'UTC')      COMMENT 'When that pass began',
    output_id       String                    COMMENT 'Id of the event that made this row' CODEC(ZSTD),
    output_at       DateTime64(6, 'UTC')      COMMENT 'Time of that event',
    version         UInt256 MATERIALIZED
          bitShiftLeft(toUInt256(status = 'extracted'), 200)
        + bitShiftLeft(toUInt256(toUnixTimestamp64Micro(reading_at)), 136)
        + bitShiftLeft(toUInt256(stage_number), 128)
        + bitShiftLeft(toUInt256(toUnixTimestamp64Micro(output_at)), 64)
        + cityHash64(output_id)
        COMMENT 'The row with the largest version wins: a result before any state, then the later reading, the later stage, the later event; the id''s hash breaks a tie the same way everywhere' CODEC(ZSTD)
)
ENGINE = {{replacing "documents_log" "version"}}
ORDER BY (tenant, document_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'One row for each document: its newest result with all fields, or its newest state; analysts read the views documents and fields';
-- +goose StatementEnd

{{distributed "documents_log" "cityHash64(tenant, document_id)"}}
