package sla

import (
	"fmt"
	"maps"
	"strings"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/parts"
)

// languages checks the keys of Spec.Names: each names something that the agreement or
// one of its revisions has.
func (c *compiler) languages(spec *Spec) {
	if len(spec.Names) == 0 && !anyNames(spec.Revisions) {
		return
	}
	known := newNameSet("parts and attributes")
	known.parts(spec)
	for i := range spec.Revisions {
		known.parts(&spec.Revisions[i].Change)
	}
	for i := range c.a.programs {
		for _, key := range c.a.programs[i].words.keys.words {
			known.known[key] = true
		}
	}
	c.named(spec.Names, "names", &known)
	for i := range spec.Revisions {
		c.named(spec.Revisions[i].Change.Names, fmt.Sprintf("revisions[%d].change.names", i), &known)
	}
}

func anyNames(revisions []Revision) bool {
	for i := range revisions {
		if len(revisions[i].Change.Names) > 0 {
			return true
		}
	}
	return false
}

// parts adds what a Spec has that pages name.
func (n *nameSet) parts(s *Spec) {
	n.known["title"] = true
	for name := range s.Calendars {
		n.known["calendars."+name] = true
	}
	for name := range s.Clocks {
		n.known["clocks."+name] = true
	}
	for name := range s.Services {
		n.known["services."+name] = true
	}
	for name := range s.Document.Roles {
		n.known["document.roles."+name] = true
	}
	for i := range s.Objectives {
		n.known["objectives."+s.Objectives[i].ID] = true
	}
	if s.Priority != nil {
		n.known["priority"], n.known["impact"], n.known["urgency"] = true, true, true
	}
}

func (c *compiler) named(names map[string]map[string]string, path string, known *nameSet) {
	for _, language := range sortedKeys(names) {
		at := parts.Below(path, language)
		if !isLanguage(language) {
			c.faults.Addf(at, language, fault.ErrSyntax, "a language is a tag such as de or zh-Hans")
		}
		if meant := languageMeant(language); meant != "" && names[meant] == nil {
			c.quietly(Finding{FindingWord, language, at, meant})
		}
		for _, key := range sortedKeys(names[language]) {
			of, _, valued := strings.Cut(key, "=")
			party := valued && (of == "provider" || of == "customer") // a layer may name another party than this one
			if names[language][key] == "" {
				c.faults.Addf(parts.Below(at, key), "", fault.ErrMissing, "write the name in this language, or leave the key out")
			}
			if !known.known[of] && !party {
				c.faults.Add(parts.Below(at, key), key, fault.NotOneOf(of, once(&known.sorted, func() []string { return sortedKeys(known.known) })...))
			}
		}
	}
}

// isLanguage reports whether a text has the form of a language tag (BCP 47): a word of
// two to eight letters, and words of at most eight letters and digits after hyphens.
func isLanguage(tag string) bool {
	for i, word := range strings.Split(tag, "-") {
		if len(word) > 8 || len(word) < 1 || i == 0 && len(word) < 2 {
			return false
		}
		for _, b := range []byte(word) {
			letter := 'a' <= b|0x20 && b|0x20 <= 'z'
			if !letter && (i == 0 || b < '0' || b > '9') {
				return false
			}
		}
	}
	return true
}

// namesBefore gives the names in other languages that the agreement and its revisions
// in force before an instant state, as a copy; nil without names.
func (a *Agreement) namesBefore(at int64) map[string]map[string]string {
	if len(a.spec.Names) == 0 && !anyNames(a.spec.Revisions) {
		return nil
	}
	all := map[string]map[string]string{}
	add := func(names map[string]map[string]string) {
		for language, own := range names {
			if all[language] == nil {
				all[language] = make(map[string]string, len(own))
			}
			maps.Copy(all[language], own)
		}
	}
	add(a.spec.Names)
	for i := range a.programs {
		if p := &a.programs[i]; p.number > 0 && p.from < at {
			add(a.spec.Revisions[p.number-1].Change.Names)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// dropNames takes out the names of parts that a change removed.
func (s *Spec) dropNames(removed []string) {
	if len(s.Names) == 0 {
		return
	}
	for _, path := range removed {
		for language, names := range s.Names {
			if _, has := names[path]; !has {
				continue
			}
			left := newNameSet("")
			if left.parts(s); left.known[path] {
				continue // it was stated anew
			}
			kept := make(map[string]string, len(names))
			for key, name := range names {
				if key != path {
					kept[key] = name
				}
			}
			all := make(map[string]map[string]string, len(s.Names))
			for l, n := range s.Names {
				all[l] = n
			}
			all[language] = kept
			s.Names = all
		}
	}
}
