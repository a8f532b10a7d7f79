package sla

import "sort"

// fewPromises bounds for how many promises each fact is offered to all of them. With so
// few, that is quicker than looking up which promises read the fact.
const fewPromises = 8

// lookups prepares the maps by which facts and cycles find their objectives, so that
// their cost does not grow with the number of other objectives.
func (a *Agreement) lookups() {
	a.memberAttributes()
	a.subjects, a.clocked = map[string][]int32{}, map[string]bool{}
	for n := range a.promises {
		p := &a.promises[n]
		if p.Clock != "" {
			a.clocked[p.Clock] = true
		}
		if len(a.promises) <= fewPromises {
			a.every = append(a.every, int32(n))
			continue
		}
		for _, of := range p.subjects {
			if known := a.subjects[of]; len(known) == 0 || known[len(known)-1] != int32(n) {
				a.subjects[of] = append(known, int32(n))
			}
		}
	}
	for a.pinned+1 < len(a.programs) && a.programs[a.pinned+1].pins == PinOpened {
		a.pinned++
	}
	var next map[string]int32
	for r := len(a.programs) - 1; r >= 0; r-- {
		p := &a.programs[r]
		p.byPromise, p.later = make([]int32, len(p.objectives)), make([]int32, len(p.objectives))
		names := make(map[string]int32, len(p.objectives))
		for i := range p.objectives {
			id := a.promises[p.objectives[i].promise].ID
			names[id] = int32(i)
			p.byPromise[i], p.later[i] = int32(i), -1
			if later, has := next[id]; has {
				p.later[i] = later
			}
		}
		sort.SliceStable(p.byPromise, func(i, j int) bool {
			return p.objectives[p.byPromise[i]].promise < p.objectives[p.byPromise[j]].promise
		})
		next = names
	}
}

// readers lists the promises that may read facts about a subject.
func (a *Agreement) readers(of string) []int32 {
	if a.every != nil {
		return a.every
	}
	return a.subjects[of]
}
