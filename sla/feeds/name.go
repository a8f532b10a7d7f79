package feeds

import "strings"

// expand fills the names in braces of a text. missing is the first name without a
// value.
func expand(of string, value func(name string) string) (text, missing string) {
	var b strings.Builder
	for {
		before, rest, open := strings.Cut(of, "{")
		b.WriteString(before)
		if !open {
			return b.String(), missing
		}
		name, after, closed := strings.Cut(rest, "}")
		if !closed {
			b.WriteString("{" + rest)
			return b.String(), missing
		}
		v := value(name)
		if v == "" && missing == "" {
			missing = name
		}
		b.WriteString(v)
		of = after
	}
}

// called gives the service for which an object of the source stands: its own name if
// names is nil. ok is false for an object that is not in names.
func called(names map[string]string, object string) (service string, ok bool) {
	if names == nil {
		return object, true
	}
	service, ok = names[object]
	return service, ok
}
