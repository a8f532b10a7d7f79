package casefile

import (
	"errors"
	"fmt"
	"strings"
)

// Perturb changes each answer of a file, a digit or a word at a time, and runs the file
// again: a change that is not noticed at its line is a mistake. changes is how many there
// were. Answers change no fact, so one run serves for one change of each answer.
func (s Suite) Perturb(name string, data []byte) (changes int, unnoticed []*Mistake, err error) {
	p, err := readPage(name, data)
	if err != nil {
		return 0, nil, err
	}
	var all []answer
	for _, head := range p.heads {
		collect(head, &all)
	}
	for round := 0; ; round++ {
		lines := append([]string(nil), p.lines...)
		type change struct {
			line, noticed int
			text          string
		}
		var made []change
		for _, a := range all {
			if at, text, ok := a.changed(p, round); ok {
				lines[at-1] = text
				made = append(made, change{at, a.head.number, text})
			}
		}
		if len(made) == 0 {
			break
		}
		ran, err := s.Run(name, []byte(strings.Join(lines, "\n")+"\n"))
		if err != nil {
			return changes, unnoticed, err
		}
		failed := map[int]bool{}
		for _, c := range ran.Cases {
			for _, m := range c.Mistakes {
				failed[m.Line] = true
			}
		}
		for _, c := range made {
			changes++
			if !failed[c.noticed] {
				unnoticed = append(unnoticed, &Mistake{c.line, fmt.Errorf("nobody notices the change to %q", strings.TrimSpace(c.text))})
			}
		}
	}
	if changes == 0 {
		err = errors.New("the file has no answer that could be changed")
	}
	return changes, unnoticed, err
}

// answer is a line with => and the lines of its list.
type answer struct {
	head *line
	list []*line
}

// collect finds the answers below a line.
func collect(l *line, all *[]answer) {
	_, right, asks := arrow(l.text)
	if asks && strings.HasSuffix(right, ":") {
		*all = append(*all, answer{l, l.below})
		return
	}
	if asks {
		*all = append(*all, answer{head: l})
	}
	for _, k := range l.below {
		collect(k, all)
	}
}

// changed gives the line of an answer with its part of a round changed; ok is false if
// the answer has fewer parts.
func (a answer) changed(p *page, round int) (number int, text string, ok bool) {
	if a.list != nil {
		if round >= len(a.list) {
			return 0, "", false
		}
		l := a.list[round]
		raw := p.lines[l.number-1]
		content := uncommented(raw)
		return l.number, altered(content) + raw[len(content):], true
	}
	raw := p.lines[a.head.number-1]
	content := uncommented(raw)
	left, right, _ := cut(content, "=>")
	front := ""
	if subject, facets, ok := cut(right, ": "); ok {
		front, right = subject+": ", facets
	}
	parts := rawParts(right)
	if round >= len(parts) {
		return 0, "", false
	}
	if strings.HasPrefix(strings.TrimSpace(parts[round]), "at ") {
		parts[round] = lengthened(parts[round])
	} else {
		parts[round] = altered(parts[round])
	}
	return a.head.number, left + "=>" + front + strings.Join(parts, ",") + raw[len(content):], true
}

// rawParts splits at commas outside quotes and keeps all spaces.
func rawParts(s string) (parts []string) {
	for more := true; more; {
		var part string
		part, s, more = cut(s, ",")
		parts = append(parts, part)
	}
	return parts
}

// others are words that mean something else in an answer.
var others = map[string]string{
	"met": "missed", "missed": "met", "running": "paused", "paused": "running", "stopped": "running", "waiting": "running",
	"final": "provisional", "provisional": "final", "open": "closed", "closed": "open", "undecided": "met", "none": "1 of 7",
	"holds": "silent", "silent": "holds", "exact": "inexact", "inexact": "exact",
}

// lengthened puts a digit before the first of a text. A figure at which a finding holds
// lies in a range, so one of its digits may change and the answer stay true; a figure ten
// times as great leaves the range.
func lengthened(text string) string {
	if i := strings.IndexFunc(text, func(r rune) bool { return r >= '0' && r <= '9' }); i >= 0 {
		return text[:i] + "9" + text[i:]
	}
	return altered(text)
}

// altered changes the last digit of a text, or its last word if it has none.
func altered(text string) string {
	for i := len(text) - 1; i >= 0; i-- {
		if isDigit(text[i]) {
			return text[:i] + string('0'+(text[i]-'0'+1)%10) + text[i+1:]
		}
	}
	trimmed := strings.TrimRight(text, " ")
	i := strings.LastIndex(trimmed, " ") + 1
	word, known := others[trimmed[i:]]
	if !known {
		word = trimmed[i:] + "x"
	}
	return trimmed[:i] + word + text[len(trimmed):]
}
