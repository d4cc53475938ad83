package neural

import (
	"fmt"
	"os"
	"path/filepath"

	ort "github.com/yalue/onnxruntime_go"
)

// The files of the models folder. The networks are PP-OCRv6 small (PaddleOCR, Apache-2.0).
const (
	runtimeFile   = "libonnxruntime.so"
	detectionFile = "PP-OCRv6_det_small.onnx"
	readingFile   = "PP-OCRv6_rec_small.onnx"
	turnFile      = "ch_ppocr_mobile_v2.0_cls_mobile.onnx"
)

// Installed says what of the models folder is missing, nil when it is whole.
func Installed(dir string) error {
	for _, name := range []string{runtimeFile, detectionFile, readingFile, turnFile} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("the networks of the neural reader are not installed: %w", err)
		}
	}
	return nil
}

// network is one loaded network.
type network struct {
	session *ort.DynamicAdvancedSession
}

// open loads a network, to be run by one thread: a sandbox has a child for each core.
func open(path, input, output string) (*network, error) {
	options, err := ort.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	defer free(options)
	for _, set := range []func() error{
		func() error { return options.SetIntraOpNumThreads(1) },
		func() error { return options.SetInterOpNumThreads(1) },
		// Every page has other sizes: a plan of memory for each would only grow.
		func() error { return options.SetMemPattern(false) },
		// Memory given back to the kernel between layers costs a third of the time of finding lines, and peaks no lower.
		func() error { return options.SetCpuMemArena(true) },
	} {
		if err := set(); err != nil {
			return nil, err
		}
	}
	session, err := ort.NewDynamicAdvancedSession(path, []string{input}, []string{output}, options)
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", path, err)
	}
	return &network{session}, nil
}

// run has the network work on one picture and hands its output to use, which must not keep it.
func (n *network) run(t tensor, use func(output []float32, shape []int64)) error {
	in, err := ort.NewTensor(ort.NewShape(1, 3, int64(t.height), int64(t.width)), t.data)
	if err != nil {
		return err
	}
	defer free(in)
	outputs := []ort.Value{nil}
	if err := n.session.Run([]ort.Value{in}, outputs); err != nil {
		return err
	}
	defer free(outputs[0])
	out, ok := outputs[0].(*ort.Tensor[float32])
	if !ok {
		return fmt.Errorf("the network's output is a %T", outputs[0])
	}
	use(out.GetData(), out.GetShape())
	return nil
}

// metadata is a text that the network carries.
func (n *network) metadata(key string) (string, error) {
	all, err := n.session.GetModelMetadata()
	if err != nil {
		return "", err
	}
	defer free(all)
	text, found, err := all.LookupCustomMetadataMap(key)
	if err == nil && !found {
		err = fmt.Errorf("the network carries no %s", key)
	}
	return text, err
}

// free lets go of what ONNX Runtime holds. Its error is that there was nothing to let go of.
func free(held interface{ Destroy() error }) { _ = held.Destroy() }
