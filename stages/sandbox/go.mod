module github.com/munshi-in/munshi/stages/sandbox

go 1.26

require github.com/munshi-in/munshi/schemas v0.0.0

require google.golang.org/protobuf v1.36.12 // indirect

replace github.com/munshi-in/munshi/schemas => ../../schemas
