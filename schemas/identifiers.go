package schemas

import "strings"

// PANHolders are the letters that may stand fourth in a PAN: person, company, firm and so on.
const PANHolders = "PCHFATBLJGE"

const base36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// GSTINCheck is the check character of the first fourteen characters of a GSTIN, digits and capitals: each one's value, doubled at
// every second place, its two base-36 digits added, and what the sum lacks to a multiple of 36.
func GSTINCheck(first string) byte {
	sum := 0
	for i := range len(first) {
		v := strings.IndexByte(base36, first[i]) * (1 + i%2)
		sum += v/36 + v%36
	}
	return base36[(36-sum%36)%36]
}
