// Package canon writes JSON in one canonical form, so that equal values have equal
// bytes: keys sorted, no white space, no floats (numbers are 64-bit integers, finer
// numbers are text). It reads JSON strictly.
package canon

import (
	"slices"
	"strconv"
	"unicode/utf8"
)

// Object is a JSON object. List is a JSON array. Raw is a value that is already
// written in this form.
type (
	Object map[string]any
	List   []any
	Raw    []byte
)

// Append writes v: an Object, List, Raw, string, bool, int, int64 or nil. A value
// of any other type is a defect of the caller and is written as null.
func Append(to []byte, v any) []byte {
	switch v := v.(type) {
	case Object:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		to = append(to, '{')
		for i, k := range keys {
			if i > 0 {
				to = append(to, ',')
			}
			to = append(Text(to, k), ':')
			to = Append(to, v[k])
		}
		return append(to, '}')
	case List:
		to = append(to, '[')
		for i, e := range v {
			if i > 0 {
				to = append(to, ',')
			}
			to = Append(to, e)
		}
		return append(to, ']')
	case Raw:
		return append(to, v...)
	case string:
		return Text(to, v)
	case bool:
		return strconv.AppendBool(to, v)
	case int:
		return strconv.AppendInt(to, int64(v), 10)
	case int64:
		return strconv.AppendInt(to, v, 10)
	}
	return append(to, "null"...)
}

// Text writes a JSON string. Bytes that are not UTF-8 become U+FFFD. Only the
// characters that JSON requires are escaped.
func Text(to []byte, s string) []byte {
	const hex = "0123456789abcdef"
	to = append(to, '"')
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == '"' || r == '\\':
			to = append(to, '\\', byte(r))
		case r < 0x20:
			to = append(to, '\\', 'u', '0', '0', hex[r>>4], hex[r&15])
		case r == utf8.RuneError && n == 1:
			to = utf8.AppendRune(to, utf8.RuneError)
		default:
			to = append(to, s[:n]...)
		}
		s = s[n:]
	}
	return append(to, '"')
}
