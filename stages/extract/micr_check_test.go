package extract

import (
	"os"
	"testing"
)

func TestCitiesOfMICRCodesAreAreasOfPINCodes(t *testing.T) {
	for area, want := range map[string]bool{"110": true, "400": true, "560": true, "855": true, "111": false, "290": false, "000": false, "999": false} {
		if pinAreas[area] != want {
			t.Errorf("%s: %v", area, !want)
		}
	}
	if len(pinAreas) != 404 {
		t.Errorf("%d areas", len(pinAreas))
	}
}

// A check that several readings of the ink pass alike says nothing of the digit in doubt.
func TestACheckHalvesNoDoubtThatItDoesNotSettle(t *testing.T) {
	text, err := os.ReadFile("testdata/cheque_band_doubted.txt")
	if err != nil {
		t.Fatal(err)
	}
	sure := func(band string) float64 {
		leaf := string(text)
		leaf = leaf[:len(leaf)-len("540024081⑆¦570024081⑆¦570026081⑆¦570026031⑆¦540026081⑆?   789362⑈   31\n")] + band + "   789362⑈   31\n"
		for _, f := range read(typed(leaf)).Fields {
			if f.GetName() == "micr" && f.GetValue() == "570026081" {
				return f.GetConfidence()
			}
		}
		t.Fatalf("%s: no code", band)
		return 0
	}
	inBranch, inBank := sure("570026081⑆¦570026031⑆?"), sure("570026081⑆¦570028081⑆?")
	if inBranch >= inBank || inBank < 0.9 || inBranch >= 0.8 {
		t.Errorf("%.3f with a doubted digit of the branch, %.3f with one of the bank", inBranch, inBank)
	}
}
