module github.com/munshi-in/munshi/stages/blob

go 1.26

require github.com/munshi-in/munshi/schemas v0.0.0

replace github.com/munshi-in/munshi/schemas => ../../schemas
