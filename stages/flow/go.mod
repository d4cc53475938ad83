module github.com/munshi-in/munshi/stages/flow

go 1.26.0

require (
	github.com/munshi-in/munshi/schemas v0.0.0
	github.com/twmb/franz-go v1.22.2
	go.uber.org/zap v1.28.0
	google.golang.org/protobuf v1.36.12
)

require (
	github.com/klauspost/compress v1.20.3 // indirect
	github.com/pierrec/lz4/v4 v4.1.33 // indirect
	github.com/twmb/franz-go/pkg/kmsg v1.15.0 // indirect
	go.uber.org/multierr v1.10.0 // indirect
)

replace github.com/munshi-in/munshi/schemas => ../../schemas
