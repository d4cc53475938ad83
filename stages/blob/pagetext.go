package blob

import (
	"context"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/munshi-in/munshi/schemas/eventjson"
	munshiv1 "github.com/munshi-in/munshi/schemas/gen/munshi/v1"
)

// maxPageTextBytes bounds the unpacked words of one page: 64 KiB of zstd can claim gigabytes. A dense page has 1 MB.
const maxPageTextBytes = 64 << 20

// pageTextType is the media type of packed words.
const pageTextType = "application/zstd"

// PutPageText keeps the words of a page. The same words are the same bytes, whoever writes them.
func PutPageText(ctx context.Context, store Store, key string, text *munshiv1.PageText) (*munshiv1.Blob, error) {
	packed, err := pack(text)
	if err != nil {
		return nil, fmt.Errorf("words of page %d: %w", text.GetPage(), err)
	}
	return store.Put(ctx, key, packed, pageTextType)
}

// GetPageText fetches the words of a page. Bytes that are no PageText are an ErrMismatch.
func GetPageText(ctx context.Context, store Store, b *munshiv1.Blob) (*munshiv1.PageText, error) {
	packed, err := store.Get(ctx, b)
	if err != nil {
		return nil, err
	}
	text, err := unpack(packed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %v", b.GetUri(), ErrMismatch, err)
	}
	return text, nil
}

var encoder = sync.OnceValues(func() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
})

var decoder = sync.OnceValues(func() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxPageTextBytes))
})

func pack(text *munshiv1.PageText) ([]byte, error) {
	plain, err := eventjson.Marshal(text)
	if err != nil {
		return nil, err
	}
	if len(plain) > maxPageTextBytes {
		return nil, fmt.Errorf("%d bytes are over the limit of %d", len(plain), maxPageTextBytes)
	}
	enc, err := encoder()
	if err != nil {
		return nil, err
	}
	return enc.EncodeAll(plain, nil), nil
}

func unpack(packed []byte) (*munshiv1.PageText, error) {
	dec, err := decoder()
	if err != nil {
		return nil, err
	}
	plain, err := dec.DecodeAll(packed, nil)
	if err != nil {
		return nil, err
	}
	var text munshiv1.PageText
	if err := eventjson.Unmarshal(plain, &text); err != nil {
		return nil, err
	}
	return &text, nil
}
