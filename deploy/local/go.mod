module github.com/munshi-in/munshi/deploy/local

go 1.26.0

require (
	github.com/ClickHouse/clickhouse-go/v2 v2.50.0
	github.com/minio/minio-go/v7 v7.4.1
	github.com/munshi-in/munshi/deploy/engines v0.0.0
	github.com/munshi-in/munshi/schemas v0.0.0
	github.com/munshi-in/munshi/schemas/clickhouse v0.0.0
	github.com/munshi-in/munshi/stages/blob v0.0.0
	github.com/munshi-in/munshi/stages/classify v0.0.0
	github.com/munshi-in/munshi/stages/console v0.0.0
	github.com/munshi-in/munshi/stages/extract v0.0.0
	github.com/munshi-in/munshi/stages/flow v0.0.0
	github.com/munshi-in/munshi/stages/ingest v0.0.0
	github.com/munshi-in/munshi/stages/preprocess v0.0.0
	github.com/munshi-in/munshi/stages/recognize v0.0.0
	github.com/munshi-in/munshi/stages/sandbox v0.0.0
	github.com/munshi-in/munshi/stages/sink v0.0.0
	github.com/twmb/franz-go v1.22.2
	github.com/twmb/franz-go/pkg/kadm v1.19.0
	github.com/twmb/franz-go/pkg/kfake v0.0.0-20260918054303-01f206a7e32c
	github.com/versity/versitygw v1.8.0
	go.uber.org/zap v1.28.0
	google.golang.org/protobuf v1.36.12
)

replace (
	github.com/munshi-in/munshi/deploy/engines => ../engines
	github.com/munshi-in/munshi/schemas => ../../schemas
	github.com/munshi-in/munshi/schemas/clickhouse => ../../schemas/clickhouse
	github.com/munshi-in/munshi/stages/blob => ../../stages/blob
	github.com/munshi-in/munshi/stages/classify => ../../stages/classify
	github.com/munshi-in/munshi/stages/console => ../../stages/console
	github.com/munshi-in/munshi/stages/extract => ../../stages/extract
	github.com/munshi-in/munshi/stages/flow => ../../stages/flow
	github.com/munshi-in/munshi/stages/ingest => ../../stages/ingest
	github.com/munshi-in/munshi/stages/leptonica => ../../stages/leptonica
	github.com/munshi-in/munshi/stages/preprocess => ../../stages/preprocess
	github.com/munshi-in/munshi/stages/recognize => ../../stages/recognize
	github.com/munshi-in/munshi/stages/sandbox => ../../stages/sandbox
	github.com/munshi-in/munshi/stages/sink => ../../stages/sink
)
