package cache

// ModelsDir is the folder of the neural reader's networks. It need not be there: the reader says what is missing.
func ModelsDir() string {
	dir, err := Dir("models", ModelsVersion)
	if err != nil {
		return "" // no home directory, no cache: no networks
	}
	return dir
}

// WithModels is environment, where MUNSHI_MODELS_DIR is that folder unless it is set: programs that run on the machine where
// make deps ran find the networks by themselves.
func WithModels(environment func(name string) (string, bool)) func(name string) (string, bool) {
	return func(name string) (string, bool) {
		value, set := environment(name)
		if !set && name == "MUNSHI_MODELS_DIR" {
			return ModelsDir(), true
		}
		return value, set
	}
}
