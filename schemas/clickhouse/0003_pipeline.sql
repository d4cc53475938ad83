-- +goose Up

-- What every stage reported. Kept for 90 days: the state of a document lives on in documents_log.
-- +goose StatementBegin
CREATE TABLE IF NOT EXISTS {{table "progress_log"}} {{cluster}}
(
    tenant        LowCardinality(String) COMMENT 'The customer of the platform it belongs to; empty when the event does not say',
    id            String                 COMMENT 'Document or message id; when ingest could not tell it, the id of the upload event' CODEC(ZSTD),
    stage         LowCardinality(String) COMMENT 'The stage that reports',
    state         LowCardinality(String) COMMENT 'done, retrying or failed',
    error_code    LowCardinality(String) COMMENT 'Error code when state is not done',
    error_message String                 COMMENT 'Error message when state is not done' CODEC(ZSTD),
    at            DateTime64(6, 'UTC')   COMMENT 'When it happened',
    duration_ms   UInt64                 COMMENT 'How long the stage worked on it, in milliseconds',
    attempts      UInt32                 COMMENT 'Attempts made, from 1',
    revision      LowCardinality(String) COMMENT 'Version of the code and models',
    reading_id    String                 COMMENT 'The pass through the stages that it belongs to' CODEC(ZSTD),
    reading_at    DateTime64(6, 'UTC')   COMMENT 'When that pass began',
    stored_at     DateTime DEFAULT now() COMMENT 'When the row was written; it is dropped 90 days later'
)
ENGINE = {{replacing "progress_log" "at"}}
ORDER BY (tenant, id, reading_id, stage, state, attempts)
TTL stored_at + INTERVAL 90 DAY
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'What every stage reported of every input, for 90 days; people read the view progress';
-- +goose StatementEnd

{{distributed "progress_log" "cityHash64(tenant, id)"}}

-- The value of a dead letter is not kept here: it may hold a password, and it is kept byte for byte in dead.<stage>.
-- +goose StatementBegin
CREATE TABLE IF NOT EXISTS {{table "dead_letters_log"}} {{cluster}}
(
    stage           LowCardinality(String) COMMENT 'The stage that gave up on the input',
    topic           LowCardinality(String) COMMENT 'Where the input was first published, with its lane',
    partition       Int32                  COMMENT 'Its partition there',
    offset          Int64                  COMMENT 'Its offset there',
    produced_at     DateTime64(3, 'UTC')   COMMENT 'Timestamp of the input''s record',
    key             String                 COMMENT 'Key of the input''s record, unmasked' CODEC(ZSTD),
    value_bytes     UInt64                 COMMENT 'Size of the input''s value in bytes; the value itself is in the topic dead.<stage>',
    id              String                 COMMENT 'Document or message id, as far as it is known' CODEC(ZSTD),
    tenant          LowCardinality(String) COMMENT 'The customer of the platform it belongs to, as far as it is known',
    error_code      LowCardinality(String) COMMENT 'Why, one word of the closed list of codes',
    error_class     LowCardinality(String) COMMENT 'Which kind of failure: permanent, or every attempt used up',
    error_message   String                 COMMENT 'Why, in words' CODEC(ZSTD),
    attempts        UInt32                 COMMENT 'Attempts made, from 1',
    first_failed_at DateTime64(3, 'UTC')   COMMENT 'When it failed for the first time',
    died_at         DateTime64(6, 'UTC')   COMMENT 'When the stage gave up on it',
    revision        LowCardinality(String) COMMENT 'Version of the stage''s code',
    replay_id       String                 COMMENT 'The replay that fed it in again; empty for a first run' CODEC(ZSTD)
)
ENGINE = {{replacing "dead_letters_log" "died_at"}}
ORDER BY (stage, topic, partition, offset)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'One row for each input that a stage gave up on; people read the view dead_letters';
-- +goose StatementEnd

{{distributed "dead_letters_log" "cityHash64(stage, topic, partition, offset)"}}

-- +goose StatementBegin
CREATE TABLE IF NOT EXISTS {{table "feedback_log"}} {{cluster}}
(
    tenant      LowCardinality(String) COMMENT 'The customer of the platform it belongs to',
    feedback_id String                 COMMENT 'Id of the correction' CODEC(ZSTD),
    id          String                 COMMENT 'Document or transaction id' CODEC(ZSTD),
    subject     LowCardinality(String) COMMENT 'What is corrected: document or transaction',
    field       LowCardinality(String) COMMENT 'Name of the field corrected, such as total or category',
    was         String                 COMMENT 'The value Munshi had, unmasked' CODEC(ZSTD),
    value       String                 COMMENT 'The right value, unmasked' CODEC(ZSTD),
    given_by    String                 COMMENT 'Who says so' CODEC(ZSTD),
    given_at    DateTime64(6, 'UTC')   COMMENT 'When'
)
ENGINE = {{replacing "feedback_log" "given_at"}}
ORDER BY (tenant, feedback_id)
SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
COMMENT 'One row for each correction a person made; people read the view feedback';
-- +goose StatementEnd

{{distributed "feedback_log" "cityHash64(tenant, feedback_id)"}}
