package preprocess

import "testing"

func FuzzCameraTurn(f *testing.F) {
	picture := quadrants()
	for o := range uint16(10) {
		f.Add(string(formatJPEG), withExif(formatJPEG, asJPEG(f, picture), o), 1)
		f.Add(string(formatPNG), withExif(formatPNG, asPNG(f, picture), o), 1)
		f.Add(string(formatWebP), asWebP(picture, o), 1)
		f.Add(string(formatTIFF), asTIFF(o, picture, picture), 2)
	}
	f.Fuzz(func(t *testing.T, name string, encoded []byte, page int) {
		if page < 1 || page > 200 {
			return
		}
		if got := cameraTurn(format(name), encoded, page); got.quarters < 0 || got.quarters > 3 {
			t.Fatalf("%+v", got)
		}
	})
}

func FuzzLayoutWords(f *testing.F) {
	f.Add([]byte(`<page width="595" height="842"><flow><block xMin="1"><line><word xMin="60" yMin="70" xMax="90" yMax="82">A&amp;B</word></line></block></flow></page>`))
	f.Add([]byte("<word xMin=\"NaN\" yMin=\"-1\" xMax=\"1e300\" yMax=\"Inf\">\x01\x02 &nbsp; &bogus;</word>"))
	f.Add([]byte(`<word><word><line>`))
	f.Fuzz(func(t *testing.T, layout []byte) {
		text, err := layoutWords(layout, pageSize{595, 842})
		if err != nil {
			return
		}
		for _, w := range text.Words {
			for _, side := range []float64{w.Box.Left, w.Box.Top, w.Box.Right, w.Box.Bottom} {
				if !(side >= 0 && side <= 1) {
					t.Fatalf("%v", w)
				}
			}
			if w.Text == "" || w.Line < 0 || w.Block < 0 {
				t.Fatalf("%v", w)
			}
		}
		good(text)
		turnWords(text, quartersOf(text))
	})
}

func FuzzPicturesIn(f *testing.F) {
	f.Add([]byte("page num type width height color comp bpc enc interp object ID x-ppi y-ppi size ratio\n   1     0 image    1000   820  gray    1   8  jpeg   no         6  0   144   144 90.8K  11%\n"))
	f.Fuzz(func(t *testing.T, list []byte) {
		if sum := picturesIn(list, pageSize{595, 842}); !(sum.area >= 0 && sum.pixels >= 0) || sum.count > len(list) {
			t.Fatalf("%+v", sum)
		}
	})
}
