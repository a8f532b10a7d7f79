package canon

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner reads the tokens of a JSON text. at is the index after the last token.
// Methods report ok as false if the text is not JSON.
type scanner struct {
	in   []byte // the caller's bytes, for values that are parsed at once
	text string // a copy; the texts that the scanner gives are parts of it
	at   int
}

// peek skips white space and gives the next byte, or 0 at the end.
func (s *scanner) peek() byte {
	if s.at < len(s.text) && s.text[s.at] > ' ' {
		return s.text[s.at] // the usual case, small enough to be inlined
	}
	return s.space()
}

// space is a function of its own so that peek is inlined.
//
//go:noinline
func (s *scanner) space() byte {
	for s.at < len(s.text) {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return c
		}
	}
	return 0
}

// take skips white space and takes the next byte, if it is c.
func (s *scanner) take(c byte) bool {
	if s.peek() != c {
		return false
	}
	s.at++
	return true
}

// quoted reports whether a text follows without white space before it. Most values and
// keys are such texts, and asking costs less than a call.
func (s *scanner) quoted() bool { return s.at < len(s.text) && s.text[s.at] == '"' }

// word takes null, true or false, if it comes next.
func (s *scanner) word(word string) bool {
	if s.peek() != word[0] || !strings.HasPrefix(s.text[s.at:], word) {
		return false
	}
	s.at += len(word)
	return true
}

// number takes a number as written.
func (s *scanner) number() (text string, ok bool) {
	c := s.peek()
	from := s.at
	if c == '-' {
		s.at++
	}
	if s.at < len(s.text) && s.text[s.at] == '0' {
		s.at++
	} else if !s.digits() {
		return "", false
	}
	if s.at < len(s.text) && s.text[s.at] == '.' {
		if s.at++; !s.digits() {
			return "", false
		}
	}
	if s.at < len(s.text) && s.text[s.at]|0x20 == 'e' {
		if s.at++; s.at < len(s.text) && (s.text[s.at] == '+' || s.text[s.at] == '-') {
			s.at++
		}
		if !s.digits() {
			return "", false
		}
	}
	return s.text[from:s.at], true
}

func (s *scanner) digits() bool {
	from := s.at
	for s.at < len(s.text) && s.text[s.at] >= '0' && s.text[s.at] <= '9' {
		s.at++
	}
	return s.at > from
}

// string takes a text. Most texts have no escapes: they are part of the input, and
// from is their index in it. For other texts from is -1.
func (s *scanner) string() (text string, from int, ok bool) {
	if s.quoted() {
		s.at++
	} else if !s.take('"') {
		return "", 0, false
	}
	at := s.at
	for len(s.in)-at >= 8 {
		if odd := oddBytes(binary.LittleEndian.Uint64(s.in[at:])); odd != 0 {
			at += bits.TrailingZeros64(odd) / 8
			break
		}
		at += 8
	}
	for ; at < len(s.text); at++ {
		if c := s.text[at]; c == '"' {
			from, s.at = s.at, at+1
			return s.text[from:at], from, true
		} else if c == '\\' || c-' ' >= utf8.RuneSelf-' ' { // an escape, a control character, or not ASCII
			break
		}
	}
	text, ok = s.escaped()
	return text, -1, ok
}

// oddBytes finds the first of eight bytes at which a plain text may end: a quote, a
// backslash, a control character, or a byte that is not ASCII. The lowest bit of the
// result is the top bit of that byte; the result is 0 if all eight are plain. To look at
// eight bytes so takes as long as to look at two of them one by one.
func oddBytes(eight uint64) uint64 {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	quote, backslash := eight^'"'*ones, eight^'\\'*ones
	return (eight | (quote - ones) | (backslash - ones) | (eight - ' '*ones)) & tops
}

// escaped takes the rest of a text that is not plain ASCII. Bytes that are not
// UTF-8 and halves of surrogate pairs become U+FFFD, as in encoding/json.
func (s *scanner) escaped() (text string, ok bool) {
	in, from := s.text, s.at
	var made []byte // nil while the text equals the input
	for s.at < len(in) {
		c := in[s.at]
		switch {
		case c == '"':
			s.at++
			if made == nil {
				return in[from : s.at-1], true
			}
			return string(append(made, in[from:s.at-1]...)), true
		case c < ' ':
			return "", false
		case c == '\\':
			made = append(made, in[from:s.at]...)
			r, ok := s.escape()
			if !ok {
				return "", false
			}
			made = utf8.AppendRune(made, r)
			from = s.at
		case c < utf8.RuneSelf:
			s.at++
		default:
			r, size := utf8.DecodeRuneInString(in[s.at:])
			if r == utf8.RuneError && size == 1 {
				made = utf8.AppendRune(append(made, in[from:s.at]...), r)
				from = s.at + 1
			}
			s.at += size
		}
	}
	return "", false
}

// escape takes a backslash and the characters of its escape.
func (s *scanner) escape() (r rune, ok bool) {
	if s.at+1 >= len(s.text) {
		return 0, false
	}
	c := s.text[s.at+1]
	if c == 'u' {
		return s.unicode()
	}
	i := strings.IndexByte(`"\/bfnrt`, c)
	if i < 0 {
		return 0, false
	}
	s.at += 2
	return rune("\"\\/\b\f\n\r\t"[i]), true
}

// unicode takes an escape of four hexadecimal digits, or two that make one
// character.
func (s *scanner) unicode() (r rune, ok bool) {
	r, ok = s.hex(s.at)
	if !ok {
		return 0, false
	}
	s.at += 6
	if utf16.IsSurrogate(r) {
		if low, ok := s.hex(s.at); ok {
			if whole := utf16.DecodeRune(r, low); whole != utf8.RuneError {
				s.at += 6
				return whole, true
			}
		}
		return utf8.RuneError, true
	}
	return r, true
}

func (s *scanner) hex(at int) (r rune, ok bool) {
	if len(s.text) < at+6 || s.text[at] != '\\' || s.text[at+1] != 'u' {
		return 0, false
	}
	for _, c := range []byte(s.text[at+2 : at+6]) {
		switch {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

// depthMax bounds the nesting of lists and objects.
const depthMax = 100

// value takes a value of any kind, as written. It looks into the value only to find
// its end.
func (s *scanner) value() (raw []byte, ok bool) {
	s.peek()
	from, depth := s.at, 0
	for {
		switch c := s.peek(); c {
		case '{', '[':
			if depth++; depth > depthMax {
				return nil, false
			}
			s.at++
		case '}', ']':
			if depth--; depth < 0 {
				return nil, false
			}
			s.at++
		case ',', ':':
			if depth == 0 {
				return nil, false
			}
			s.at++
		case '"':
			if _, _, ok := s.string(); !ok {
				return nil, false
			}
		case 'n', 't', 'f':
			if !s.word("null") && !s.word("true") && !s.word("false") {
				return nil, false
			}
		default:
			if _, ok := s.number(); !ok {
				return nil, false
			}
		}
		if depth == 0 {
			return s.in[from:s.at], true
		}
	}
}
