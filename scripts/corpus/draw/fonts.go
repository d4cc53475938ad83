package draw

import (
	"fmt"
	"sync"

	"github.com/go-fonts/liberation/liberationmonobold"
	"github.com/go-fonts/liberation/liberationmonoregular"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/opentype"
)

var fontFiles = map[Face][]byte{
	Sans:      liberationsansregular.TTF,
	SansBold:  liberationsansbold.TTF,
	Serif:     liberationserifregular.TTF,
	SerifBold: liberationserifbold.TTF,
	Mono:      liberationmonoregular.TTF,
	MonoBold:  liberationmonobold.TTF,
	Hand:      goitalic.TTF,
}

var parsed = sync.OnceValue(func() map[Face]*opentype.Font {
	fonts := map[Face]*opentype.Font{}
	for face, file := range fontFiles {
		f, err := opentype.Parse(file)
		if err != nil {
			panic(fmt.Sprintf("draw: font %s: %v", face, err))
		}
		fonts[face] = f
	}
	return fonts
})

type faceKey struct {
	face Face
	size float64
}

// faceAt opens a face; size is in points at dpi. Faces are not safe for use by two goroutines: each Picture keeps its own.
func faceAt(face Face, size, dpi float64) font.Face {
	f, ok := parsed()[face]
	if !ok {
		panic(fmt.Sprintf("draw: no such face %q", face))
	}
	opened, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: dpi, Hinting: font.HintingNone})
	if err != nil {
		panic(fmt.Sprintf("draw: font %s: %v", face, err))
	}
	return opened
}
