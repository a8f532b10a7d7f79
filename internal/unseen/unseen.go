// Package unseen finds characters that a reader does not see. Two names that
// differ only in such a character look the same, and one of them matches nothing.
package unseen

import "unicode"

// Is reports whether a character is not seen: controls, formats such as a soft
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

// Spelling reports whether an unseen character belongs to the spelling of a text:
// joiners, which Persian and Indic scripts and emoji need, and the selectors of a
// variant of the character before.
func Spelling(r rune) bool {
	return r == 0x200c || r == 0x200d || unicode.Is(unicode.Variation_Selector, r)
}

// First gives the first unseen character of a name.
func First(name string) (rune, bool) {
	for i := 0; i < len(name); i++ {
		if c := name[i]; c < 0x20 || c >= 0x7f {
			return first(name[i:], false)
		}
	}
	return 0, false
}

// InText gives the first character of a text for people that is neither seen nor
// spelling. Line breaks and tabs are fine.
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
