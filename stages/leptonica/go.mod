module github.com/munshi-in/munshi/stages/leptonica

go 1.26
