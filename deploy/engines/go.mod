module github.com/munshi-in/munshi/deploy/engines

go 1.26
