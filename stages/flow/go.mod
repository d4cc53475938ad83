module github.com/munshi-in/munshi/stages/flow

go 1.26.0

require (
	github.com/munshi-in/munshi/schemas v0.0.0
	go.uber.org/zap v1.28.0
	google.golang.org/protobuf v1.36.12
)

require go.uber.org/multierr v1.10.0 // indirect

replace github.com/munshi-in/munshi/schemas => ../../schemas
