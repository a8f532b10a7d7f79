package sla

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/upheld/upheld/internal/canon"
)

// fingerprint digests everything that a result depends on beside the facts: the
// terms as written, the calendars as compiled (their holidays and the
// transitions of their zones), the agreement's own zone, and the names and
// versions of the caller's own rules.
func (c *compiler) fingerprint() [32]byte {
	var calendars canon.List
	for _, of := range c.calendars {
		prints := canon.Object{}
		for name, cal := range of {
			print := cal.Fingerprint()
			prints[name] = hex.EncodeToString(print[:])
		}
		calendars = append(calendars, prints)
	}
	var calculators canon.List
	for _, own := range c.sources.Calculators {
		calculators = append(calculators, canon.List{own.Name(), own.Version()})
	}
	var measurers canon.List
	for _, own := range c.sources.Measurers {
		measurers = append(measurers, canon.List{own.Name(), own.Version()})
	}
	var changes canon.List
	for at, offset := range c.zone.Changes(horizonFrom, horizonTo) {
		changes = append(changes, canon.List{at, offset})
	}
	return sha256.Sum256(canon.Append([]byte("upheld agreement 1\n"), canon.Object{
		"spec": canon.Plain(c.a.spec), "calendars": calendars, "calculators": calculators, "measurers": measurers, "zone": changes,
	}))
}
