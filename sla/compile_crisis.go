package sla

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/quantity"
	"github.com/upheld/upheld/internal/span"
)

// crisesMax bounds Spec.Crises.
const crisesMax = 100

// crises reads Spec.Crises.
func (b *builder) crises() {
	if len(b.f.Crises) == 0 {
		return
	}
	path := b.f.path("crises")
	if len(b.f.Crises) > crisesMax {
		b.add(path, "", fault.ErrRange, "at most %d crises", crisesMax)
		return
	}
	core := b.core()
	at := path + " " + strings.Join(core, " ")
	seen := map[string]bool{}
	all := make([]crisisProgram, 0, len(b.f.Crises))
	for i, c := range b.f.Crises {
		c, ladderAt := b.crisis(c, path+"["+strconv.Itoa(i)+"]", seen)
		at += " " + ladderAt
		if c.about = c.Service; len(c.about) == 0 {
			c.about = core
		}
		all = append(all, c)
	}
	if n := len(b.a.programs); n > 0 && at == b.crisesAt {
		all = b.a.programs[n-1].crises // as in the revision before
	}
	b.crisesAt, b.p.crises, b.p.crisesPath = at, all, path
}

// core lists the services of class core, and what their objectives measure.
func (b *builder) core() (core []string) {
	for _, name := range sortedKeys(b.f.Services) {
		if b.f.Services[name].Class == "core" {
			core = append(core, name)
		}
	}
	for i := range b.p.objectives {
		if f := &b.p.objectives[i].family; f.source == fromTime && b.f.Services[b.f.Objectives[i].Service].Class == "core" {
			core = append(core, f.subjects...)
		}
	}
	return core
}

// crisis reads one crisis, and gives the place of its ladder.
func (b *builder) crisis(c Crisis, path string, seen map[string]bool) (read crisisProgram, ladderAt string) {
	read.Crisis = c
	switch {
	case c.ID == "":
		b.add(path+".id", "", fault.ErrMissing, "a crisis needs a name by which alarms refer to it")
	case seen[c.ID]:
		b.add(path+".id", c.ID, fault.ErrConflict, "an earlier crisis has this name")
	}
	seen[c.ID] = true
	if c.Level < 0 {
		b.add(path+".level", strconv.FormatInt(c.Level, 10), fault.ErrRange, "a level counts from 1, the gravest")
	}
	kinds := 0
	for kind, key := range []string{"down", "affected", "tickets"} {
		text := []string{string(c.Down), string(c.Affected), c.Tickets}[kind]
		if text == "" {
			continue
		}
		if kinds++; kinds > 1 {
			b.add(path+"."+key, text, fault.ErrConflict, "a crisis has one of down, affected and tickets; write a crisis for each")
			continue
		}
		read.kind = crisisKind(kind)
		if err := read.reads(text); err != nil {
			b.once(&fault.FieldError{Path: path + "." + key, Value: text, Err: err})
		}
	}
	if kinds == 0 {
		b.add(path, "", fault.ErrMissing, "say when it is a crisis: down: over 30m, affected: over 100, or tickets: over 20 within 1h")
	}
	if len(c.When) > 0 && c.Tickets == "" {
		b.add(path+".when", "", fault.ErrConflict, "only tickets have attributes to narrow by; name the services instead")
	}
	if len(c.Service) > 0 && c.Tickets != "" {
		b.add(path+".service", "", fault.ErrConflict, "tickets are narrowed by their attributes: when: { service: portal }")
	}
	b.p.words.mention([]matcherRow{{while: c.When}})
	if c.Escalate == "" {
		return read, ""
	}
	named := b.ladderOf(c.Escalate, path+".escalate")
	if named == nil {
		return read, ""
	}
	read.ladder = named.levels
	for i := range named.levels {
		if err := named.levels[i].suitsCrisis(); err != nil {
			b.once(&fault.FieldError{Path: path + ".escalate", Value: c.Escalate, Err: fmt.Errorf("level %d, %s: %w", i+1, named.levels[i].At, err)})
		}
	}
	return read, b.f.path("escalations." + c.Escalate)
}

// suitsCrisis says why a crisis cannot have a level.
func (w *warning) suitsCrisis() error {
	switch {
	case !w.crisis && (!w.wall || w.offset < 0):
		return fault.Because(fault.ErrConflict, "a crisis has no due instant and no service hours; write crisis, or an offset of elapsed time after it such as +30m wall")
	case !w.Until.IsZero():
		return fault.Because(fault.ErrConflict, "a crisis has no events; it ends when the service is up, so leave until out")
	case len(w.When) > 0:
		return fault.Because(fault.ErrConflict, "a crisis has no attributes; narrow the crisis by its services or its tickets")
	}
	return nil
}

// reads reads the band of a crisis.
func (c *crisisProgram) reads(text string) error {
	band, within, some := strings.Cut(text, " within ")
	kind, form := quantity.Length, "a length such as over 30m"
	switch c.kind {
	case crisisAffected:
		kind, form = quantity.Number, "a number or a share, such as over 100 or over 10%"
	case crisisTickets:
		kind, form = quantity.Number, "a number of tickets and a length, such as over 20 within 1h"
		if !some {
			return fault.Because(fault.ErrSyntax, "write %s", form)
		}
		length, err := span.ParseSigned(within)
		if err == nil && length <= 0 {
			err = fault.Because(fault.ErrRange, "write a length above zero")
		}
		if err != nil {
			return err
		}
		c.within, text = int64(length), band
	}
	read, err := quantity.Parse(text)
	c.share = c.kind == crisisAffected && read.Kind == quantity.Share
	switch {
	case err != nil:
		return err
	case read.Kind != kind && !c.share:
		return fault.Because(fault.ErrConflict, "write %s", form)
	case read.Low == nil || read.High != nil:
		return fault.Because(fault.ErrConflict, "a crisis begins above a bound: write over or at least")
	case read.Low.Sign() < 0 || read.Low.Sign() == 0 && read.LowIn:
		return fault.Because(fault.ErrRange, "write a bound above zero, or over 0")
	case c.kind == crisisTickets && read.Low.Cmp(big.NewRat(1_000_000_000, 1)) > 0:
		return fault.Because(fault.ErrRange, "at most 1000000000 tickets")
	}
	c.low, c.lowIn = read.Low, read.LowIn
	if c.kind == crisisDown {
		c.long = new(big.Int).Quo(read.Low.Num(), read.Low.Denom()).Int64()
	}
	return nil
}

// crisisServices tells the services of crises that no objective is about: a misspelt name
// would never raise an alarm.
func (c *compiler) crisisServices() {
	for i := range c.a.programs {
		crises := c.a.programs[i].crises
		if i > 0 && sameCrises(crises, c.a.programs[i-1].crises) {
			continue
		}
		for j := range crises {
			for n, service := range crises[j].Service {
				_, known := c.a.subjects[service]
				if _, listed := c.a.spec.Services[service]; !known && !listed {
					c.quietly(Finding{FindingUnknown, service, fmt.Sprintf("%s[%d].service[%d]", c.a.programs[i].crisesPath, j, n), ""})
				}
			}
		}
	}
}
