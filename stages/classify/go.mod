module github.com/munshi-in/munshi/stages/classify

go 1.26

require (
	github.com/munshi-in/munshi/schemas v0.0.0
	github.com/munshi-in/munshi/stages/flow v0.0.0
)

replace github.com/munshi-in/munshi/schemas => ../../schemas

replace github.com/munshi-in/munshi/stages/flow => ../flow
