package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// wide are the characters that take two columns: those that are wide or fullwidth by
// Unicode's East Asian Width.
var wide = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x1100, 0x115f, 1}, {0x231a, 0x231b, 1}, {0x2329, 0x232a, 1}, {0x23e9, 0x23ec, 1}, {0x23f0, 0x23f3, 3},
		{0x25fd, 0x25fe, 1}, {0x2614, 0x2615, 1}, {0x2648, 0x2653, 1}, {0x267f, 0x2693, 20}, {0x26a1, 0x26aa, 9},
		{0x26ab, 0x26bd, 18}, {0x26be, 0x26c4, 6}, {0x26c5, 0x26ce, 9}, {0x26d4, 0x26ea, 22}, {0x26f2, 0x26f3, 1},
		{0x26f5, 0x26fa, 5}, {0x26fd, 0x2705, 8}, {0x270a, 0x270b, 1}, {0x2728, 0x274c, 36}, {0x274e, 0x2753, 5},
		{0x2754, 0x2755, 1}, {0x2757, 0x2795, 62}, {0x2796, 0x2797, 1}, {0x27b0, 0x27bf, 15}, {0x2b1b, 0x2b1c, 1},
		{0x2b50, 0x2b55, 5}, {0x2e80, 0x303e, 1}, {0x3041, 0x4dbf, 1}, {0x4e00, 0xa4cf, 1}, {0xa960, 0xa97f, 1},
		{0xac00, 0xd7a3, 1}, {0xf900, 0xfaff, 1}, {0xfe10, 0xfe19, 1}, {0xfe30, 0xfe6f, 1}, {0xff01, 0xff60, 1},
		{0xffe0, 0xffe6, 1},
	},
	R32: []unicode.Range32{
		{0x16fe0, 0x18cff, 1}, {0x1b000, 0x1b2ff, 1}, {0x1f004, 0x1f004, 1}, {0x1f0cf, 0x1f0cf, 1}, {0x1f18e, 0x1f18e, 1},
		{0x1f191, 0x1f19a, 1}, {0x1f200, 0x1f320, 1}, {0x1f32d, 0x1f335, 1}, {0x1f337, 0x1f37c, 1}, {0x1f37e, 0x1f393, 1},
		{0x1f3a0, 0x1f3ca, 1}, {0x1f3cf, 0x1f3d3, 1}, {0x1f3e0, 0x1f3f0, 1}, {0x1f3f4, 0x1f3f4, 1}, {0x1f3f8, 0x1f43e, 1},
		{0x1f440, 0x1f440, 1}, {0x1f442, 0x1f4fc, 1}, {0x1f4ff, 0x1f53d, 1}, {0x1f54b, 0x1f54e, 1}, {0x1f550, 0x1f567, 1},
		{0x1f57a, 0x1f57a, 1}, {0x1f595, 0x1f596, 1}, {0x1f5a4, 0x1f5a4, 1}, {0x1f5fb, 0x1f64f, 1}, {0x1f680, 0x1f6c5, 1},
		{0x1f6cc, 0x1f6cc, 1}, {0x1f6d0, 0x1f6d2, 1}, {0x1f6d5, 0x1f6df, 1}, {0x1f6eb, 0x1f6ec, 1}, {0x1f6f4, 0x1f6fc, 1},
		{0x1f7e0, 0x1f7eb, 1}, {0x1f90c, 0x1f9ff, 1}, {0x1fa70, 0x1faff, 1}, {0x20000, 0x3fffd, 1},
	},
}

// widthOf gives how many columns a character takes: 0, 1 or 2. A sequence that a screen
// draws as one sign counts as the sum of its characters.
func widthOf(r rune) int {
	switch {
	case r < 0x300:
		return 1
	case r >= 0x1160 && r <= 0x11ff, unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return 0
	case unicode.Is(wide, r):
		return 2
	}
	return 1
}

// width gives how many columns a text takes.
func width(text string) int {
	n := 0
	for _, r := range text {
		n += widthOf(r)
	}
	return n
}

// wrap breaks a text into lines of at most so many columns (at least two): at spaces, and
// between wide characters such as those of Chinese, if possible. Only the spaces at
// breaks are lost.
func wrap(text string, columns int) []string {
	columns = max(columns, 2)
	if width(text) <= columns {
		return []string{text}
	}
	var lines []string
	line, used := "", 0
	flush := func() {
		lines = append(lines, line)
		line, used = "", 0
	}
	for _, p := range pieces(text) {
		space, n := "", width(p.text)
		if p.spaced {
			space = " "
		}
		switch {
		case line != "" && used+len(space)+n <= columns:
			line, used = line+space+p.text, used+len(space)+n
			continue
		case line != "":
			flush()
		}
		word := p.text
		for n > columns { // the piece is longer than a line
			head := headOf(word, columns)
			lines = append(lines, head)
			word = word[len(head):]
			n -= width(head)
		}
		line, used = word, n
	}
	if line != "" || len(lines) == 0 {
		flush()
	}
	return lines
}

// piece is a part of a text that stays on one line.
type piece struct {
	text   string
	spaced bool // a space stands before it
}

// pieces cuts a text at its spaces, and between wide characters. A number stays with the
// word of one or two wide characters after it, such as that of a unit.
func pieces(text string) (all []piece) {
	for _, word := range strings.Fields(text) {
		first, _ := utf8.DecodeRuneInString(word)
		start, before, at := 0, rune(0), 0 // at is the number of characters since the start
		glued := len(all) > 0 && endsInDigit(all[len(all)-1].text) && unicode.Is(wide, first)
		for i, r := range word {
			if i > 0 && mayBreak(before, r) && !(glued && at < 2) {
				all = append(all, piece{word[start:i], start == 0})
				if glued {
					all = join(all)
				}
				start, at, glued = i, 0, false
			}
			before = r
			at++
		}
		all = append(all, piece{word[start:], start == 0})
		if glued {
			all = join(all)
		}
	}
	return all
}

// join makes the last two pieces one.
func join(all []piece) []piece {
	n := len(all) - 1
	all[n-1].text += " " + all[n].text
	return all[:n]
}

func endsInDigit(text string) bool {
	last := text[len(text)-1]
	return last >= '0' && last <= '9'
}

// Characters that end no line, and characters that begin no line.
const (
	opens  = "（【《「『“‘"
	closes = "，。、；：？！）】》」』”’…—·％"
)

// mayBreak reports whether a line may end between two characters that have no space
// between them.
func mayBreak(a, b rune) bool {
	if widthOf(b) == 0 || strings.ContainsRune(opens, a) || strings.ContainsRune(closes, b) {
		return false
	}
	return unicode.Is(wide, a) && unicode.Is(wide, b) || strings.ContainsRune(closes, a) && a >= 0x3000 || strings.ContainsRune(opens, b) && b >= 0x3000
}

// headOf gives the longest start of a text that fits, at least one character with its
// combining marks.
func headOf(text string, columns int) string {
	used := 0
	for i, r := range text {
		if used += widthOf(r); used > columns && i > 0 {
			return text[:i]
		}
	}
	return text
}

// pad adds spaces up to a width, on the left if right is set.
func pad(text string, columns int, right bool) string {
	spaces := strings.Repeat(" ", max(0, columns-width(text)))
	if right {
		return spaces + text
	}
	return text + spaces
}
