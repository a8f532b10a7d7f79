package sla

import (
	"fmt"
	"slices"
	"strings"

	"github.com/upheld/upheld/metrics"
)

// Merge adds the facts that other has learned. Tallies of agreements with different
// fingerprints do not merge: that is an error and changes nothing. other does not
// change.
func (t *Tally) Merge(other *Tally) error {
	if !t.valid() || !other.valid() {
		return errNoAgreement
	}
	if t.a != other.a && t.a.Fingerprint() != other.a.Fingerprint() {
		return fmt.Errorf("sla: %w: tallies of different agreements do not merge", ErrConflict)
	}
	if t == other {
		return fmt.Errorf("sla: %w: a tally does not merge with itself", ErrConflict)
	}
	for i := range other.cells {
		c := &other.cells[i]
		key := c.key
		if key.grouping > 0 {
			key.group = t.group(slices.Clone(other.groups[key.group]))
		}
		to := t.cell(key)
		to.good += c.good
		to.total += c.total
		if c.kept != nil {
			if err := t.kept(to).merge(c.kept); err != nil {
				return err // cannot be: equal agreements keep the same
			}
		}
	}
	t.held = append(t.held, other.held...)
	t.unsorted += len(other.held)
	t.removed = t.removed || other.removed
	t.settleFull()
	for of, line := range other.services {
		mine, ok := t.services[of]
		if !ok {
			mine = &metrics.Timeline{}
			t.services[of] = mine
		}
		mine.Merge(line)
	}
	t.mergeFleets(other)
	t.charges.merge(&other.charges, compareCharges)
	t.issued.merge(&other.issued, compareIssued)
	t.findings.merge(&other.findings, compareFindings)
	t.waivers.merge(&other.waivers, compareWaivers)
	t.lives.merge(&other.lives, compareLives)
	t.ear.merge(other.ear)
	if t.other != nil {
		return t.other.Merge(other.other)
	}
	return nil
}

// issuedStatement is an earlier statement in its canonical form, by which it is
// compared.
type issuedStatement struct {
	json string
	IssuedStatement
}

func compareIssued(a, b issuedStatement) int { return strings.Compare(a.json, b.json) }
