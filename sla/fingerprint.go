package sla

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sync"

	"github.com/upheld/upheld/calendar"
	"github.com/upheld/upheld/internal/canon"
)

// prints holds the inputs of an agreement's fingerprint that are not in its spec.
// The fingerprint is worked out when somebody first asks for it, because agreements
// that are opened for live work only never need it.
type prints struct {
	once      sync.Once
	sum       [32]byte
	calendars []map[string]calendar.Calendar // of each revision
	own       canon.Object                   // names and versions of the caller's own rules

	// These tell whether a tally was stored with other dates of holidays.
	lists     dayLists
	specs     []map[string]calendar.Spec // of each revision; nil: as in the revision before
	sources   Sources
	listsOnce sync.Once
	listed    []byte // the lists as tallies have them
}

// owned keeps the names and versions of the caller's own rules as they were when
// the agreement was made.
func owned(s Sources) canon.Object {
	var calculators, measurers canon.List
	for _, own := range s.Calculators {
		calculators = append(calculators, canon.List{own.Name(), own.Version()})
	}
	for _, own := range s.Measurers {
		measurers = append(measurers, canon.List{own.Name(), own.Version()})
	}
	return canon.Object{"calculators": calculators, "measurers": measurers}
}

// fingerprint digests everything that a result depends on except the facts: the
// terms as written, the calendars as compiled (their holidays and the
// transitions of their zones), the agreement's own zone, and the names and
// versions of the caller's own rules.
func (a *Agreement) fingerprint(revisions []map[string]calendar.Calendar) [32]byte {
	var calendars canon.List
	for _, of := range revisions {
		prints := canon.Object{}
		for name, cal := range of {
			print := cal.Fingerprint()
			prints[name] = hex.EncodeToString(print[:])
		}
		calendars = append(calendars, prints)
	}
	var changes canon.List
	for at, offset := range a.days().Changes(horizonFrom, horizonTo) {
		changes = append(changes, canon.List{at, offset})
	}
	return sha256.Sum256(canon.Append([]byte("upheld agreement 2\n"), canon.Object{
		"spec": canon.Plain(computed(a.spec)), "calendars": calendars, "own": a.prints.own, "zone": changes,
	}))
}

// computed gives the terms without the parts that change no figure: titles, kind and
// parties, reasons and approvals of revisions, warnings, ladders, crises, and the promises
// on which an objective relies. So a corrected title, or another warning, keeps the
// stored tallies.
func computed(spec Spec) Spec {
	spec.Title, spec.Kind, spec.Provider, spec.Customer, spec.Locked = "", "", "", "", nil
	spec.Escalations, spec.Crises = nil, nil
	spec.Objectives = slices.Clone(spec.Objectives)
	for i := range spec.Objectives {
		o := &spec.Objectives[i]
		o.Title, o.Warn, o.Escalate, o.Relies = "", nil, "", nil
	}
	spec.Grades = slices.Clone(spec.Grades)
	for i := range spec.Grades {
		spec.Grades[i].Does = ""
	}
	spec.Revisions = slices.Clone(spec.Revisions)
	for i := range spec.Revisions {
		r := &spec.Revisions[i]
		r.Reason, r.ApprovedBy, r.Change = "", "", computed(r.Change)
	}
	return spec
}
