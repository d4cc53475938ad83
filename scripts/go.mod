module github.com/munshi-in/munshi/scripts

go 1.26

require github.com/munshi-in/munshi/schemas v0.0.0

replace github.com/munshi-in/munshi/schemas => ../schemas
