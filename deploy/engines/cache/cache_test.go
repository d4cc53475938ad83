package cache

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const installers = "../../../scripts/deps/"

func TestInstallersAndProgramsAgreeOnVersions(t *testing.T) {
	networks, runtime, _ := strings.Cut(ModelsVersion, "-")
	for _, pinned := range []struct{ file, says string }{
		{"chdb/package.json", `"@chdb/lib-linux-x64-gnu": "` + ChdbVersion + `"`},
		{"chdb/package-lock.json", `"version": "` + ChdbVersion + `"`},
		{"models/requirements.txt", "rapidocr==" + networks + " --hash="},
		{"models/requirements.txt", "onnxruntime==" + runtime + " --hash="},
		{"kafka/pom.xml", "<version>" + KafkaVersion + "</version>"},
	} {
		text, err := os.ReadFile(installers + pinned.file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), pinned.says) {
			t.Errorf("%s does not say %s: the installer would bring another version than is looked for", pinned.file, pinned.says)
		}
	}
}

func TestTheLockFileNamesNoRegistry(t *testing.T) {
	text, err := os.ReadFile(installers + "chdb/package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), "resolved") {
		t.Error("package-lock.json names the registry it was made with: whoever uses another could not install")
	}
}

func TestAMissingEngineNamesItsPlaceAndTheRemedy(t *testing.T) {
	root := t.TempDir()
	t.Setenv("MUNSHI_CACHE", root)
	_, err := Find("kafka", "9.9", "libs/x.jar", "deps-test")
	if err == nil || !strings.Contains(err.Error(), filepath.Join(root, "kafka-9.9", "libs/x.jar")) || !strings.Contains(err.Error(), "make deps-test") {
		t.Errorf("got %v", err)
	}
}
