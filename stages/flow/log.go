package flow

import (
	"fmt"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// newLogger logs JSON lines on standard error. Normal operation logs nothing above debug.
func newLogger(program, level string) (*zap.Logger, error) {
	l, err := logLevel(level)
	if err != nil {
		return nil, err
	}
	config := zap.NewProductionConfig()
	config.Level = zap.NewAtomicLevelAt(l)
	config.DisableStacktrace = true
	config.DisableCaller = true
	config.EncoderConfig.EncodeTime = zapcore.ISO8601TimeEncoder
	config.InitialFields = map[string]any{"stage": program}
	return config.Build()
}

func logLevel(name string) (zapcore.Level, error) {
	l, err := zapcore.ParseLevel(name)
	if err != nil {
		return l, fmt.Errorf("MUNSHI_LOG_LEVEL: %q is none of debug, info, warn, error", name)
	}
	return l, nil
}
