// Package extract finds out what kind of document was read, and its fields.
//
// Start at Stage.Process (stage.go), then at read (reading.go): rows from the layout package, a kind by the
// document's words (kind.go), then the fields of that kind, one file each: pancard.go, cheque.go, statement.go with
// table.go, line.go and balance.go, receipt.go. What a printed value may look like is in the values package. How sure a value
// is, and what a check adds, is in field.go.
//
// A value is given only when it is on the paper: a label with nothing readable beside it yields no field. It does
// not look at images and does not know banks, only that statements have a date, a description and amounts in columns.
package extract
