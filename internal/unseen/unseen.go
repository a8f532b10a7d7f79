// Package unseen finds invisible characters. Two names that differ only in such a
// character look the same, and one of them matches nothing.
package unseen

import "unicode"

// Is reports whether a character is invisible: controls, formats such as a soft
// hyphen or a change of direction, separators of lines, fillers and selectors.
func Is(r rune) bool {
	switch {
	case r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0xad:
		return true
	case r < 0x300:
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// Spelling reports whether an invisible character belongs to the spelling of a
// text: a joiner, which Persian and Indic scripts and emoji need, or a selector of
// a variant of the character before it.
func Spelling(r rune) bool {
	return r == 0x200c || r == 0x200d || unicode.Is(unicode.Variation_Selector, r)
}

// First gives the first invisible character of a name.
func First(name string) (rune, bool) {
	for i := 0; i < len(name); i++ {
		if c := name[i]; c < 0x20 || c >= 0x7f {
			return first(name[i:], false)
		}
	}
	return 0, false
}

// InText gives the first invisible character of a text for people that is not part
// of its spelling. Line breaks and tabs are allowed.
func InText(text string) (rune, bool) {
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < 0x20 || c >= 0x7f {
			return first(text[i:], true)
		}
	}
	return 0, false
}

func first(text string, spelling bool) (rune, bool) {
	for _, r := range text {
		if Is(r) && !(spelling && (Spelling(r) || r == '\n' || r == '\t' || r == '\r')) {
			return r, true
		}
	}
	return 0, false
}
