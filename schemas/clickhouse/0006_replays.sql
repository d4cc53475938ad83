-- +goose Up

-- Which dead letters are mended. A replay feeds in the same event again, so a letter and the report of its replay are known
-- to belong together by the event's id.
{{addColumn "progress_log" `event_id String COMMENT 'Id of the event the stage worked on' CODEC(ZSTD)`}}
{{addColumn "progress_log" `replay_id LowCardinality(String) COMMENT 'The replay that fed it in again; empty for a first run'`}}
{{addColumn "dead_letters_log" `event_id String COMMENT 'Id of the input''s event, the same when it is replayed' CODEC(ZSTD)`}}

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
    replay_id       String               COMMENT 'The replay that fed it in again; empty for a first run',
    event_id        String               COMMENT 'Id of the input''s event, the same when it is replayed; empty for letters of before this column',
    mended_at       Nullable(DateTime64(6, 'UTC')) COMMENT 'When a replay of it first ended well; NULL while it is dead'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT stage, id, tenant, error_code, error_class, error_message, attempts, first_failed_at, died_at, topic, partition, offset,
    produced_at, if(key = id, key, {{maskNumber "key"}}) AS key, value_bytes, revision, replay_id, event_id,
    arrayFirstOrNull(at -> at > died_at, ended) AS mended_at
FROM (SELECT * FROM dead_letters_log FINAL) AS letters
GLOBAL LEFT JOIN
(
    SELECT stage, event_id, arraySort(groupArray(at)) AS ended FROM progress_log
    WHERE replay_id != '' AND state = 'done' AND event_id != '' GROUP BY stage, event_id
) AS replays USING (stage, event_id)
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
    reading_at    DateTime64(6, 'UTC') COMMENT 'When that pass began',
    event_id      String               COMMENT 'Id of the event the stage worked on',
    replay_id     String               COMMENT 'The replay that fed it in again; empty for a first run'
)
DEFINER = CURRENT_USER SQL SECURITY DEFINER
AS SELECT id, tenant, stage, state, error_code, error_message, at, duration_ms, attempts, revision, reading_id, reading_at, event_id, replay_id
FROM progress_log FINAL
COMMENT 'What every stage reported of every document and message in the last 90 days, all readings';
-- +goose StatementEnd
