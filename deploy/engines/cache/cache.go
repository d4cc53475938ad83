// Package cache says where the engines that scripts/deps installs are kept: one directory for each engine and
// version, outside the checkout, so that every checkout and every test run share them. It only finds; the
// installers in scripts/deps write.
package cache

import (
	"fmt"
	"os"
	"path/filepath"
)

// The versions in use. Each is pinned a second time where its installer reads it, and a test keeps the two alike.
const (
	ChdbVersion  = "26.7.3-stable.1"
	KafkaVersion = "4.2.0"
	MinioVersion = "20260212201848-7aac2a2c5b7c"
	// ModelsVersion names the networks of the neural reader and the runtime beside them: rapidocr's version, ONNX Runtime's.
	ModelsVersion = "3.10.0-1.31.1"
)

// Dir is the directory of one engine: $MUNSHI_CACHE, or munshi in the user's cache directory, then <name>-<version>.
func Dir(name, version string) (string, error) {
	root := os.Getenv("MUNSHI_CACHE")
	if root == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("no place for the engines: %w; set MUNSHI_CACHE to a directory", err)
		}
		root = filepath.Join(user, "munshi")
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return "", err
	}
	return filepath.Join(root, name+"-"+version), nil
}

// Find is the path of file within an engine's directory. A file that is not there is an error that says which
// make target brings it.
func Find(name, version, file, target string) (string, error) {
	dir, err := Dir(name, version)
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, file)
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%s %s is not installed (no %s): run `make %s`", name, version, path, target)
	}
	return path, nil
}
