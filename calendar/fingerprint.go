package calendar

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"slices"
	"sort"

	"github.com/upheld/upheld/internal/zone"
)

// Fingerprint identifies everything that decides open time and business days: hours
// and dates, holidays of all years, the changes of the time zones, composition and
// versions. Names of dates, holidays and zones do not count, nor does the order of
// single dates, ranges, holidays, or members of Union and Intersect. A release of
// the time zone data that differs anywhere from 1900 to 2189 changes the
// Fingerprint.
//
// The first call asks every list for the holidays of all years.
func (c Calendar) Fingerprint() [sha256.Size]byte {
	d := digester{zones: map[*zone.Zone][]byte{}}
	if c.core == nil {
		c.core = never(zone.Of(nil))
	}
	content := d.core(c.core)
	if len(c.core.versions) == 0 {
		return content
	}
	d.begin("versions")
	for _, v := range c.core.versions {
		then := digester{zones: d.zones}
		sum := then.core(v.core())
		d.number(v.known)
		d.write(sum[:])
	}
	return d.sum()
}

// digester writes unambiguous bytes into a hash.
type digester struct {
	hash  hash.Hash
	zones map[*zone.Zone][]byte // the bytes written for each zone
}

func (d *digester) begin(kind string) {
	d.hash = sha256.New()
	d.text("upheld/calendar/1/" + kind)
}

func (d *digester) sum() (sum [sha256.Size]byte) {
	d.hash.Sum(sum[:0])
	return sum
}

func (d *digester) write(b []byte) { d.hash.Write(b) }

func (d *digester) number(n int64) {
	d.write(binary.BigEndian.AppendUint64(nil, uint64(n)))
}

func (d *digester) text(s string) {
	d.number(int64(len(s)))
	d.write([]byte(s))
}

// core gives the digest of a calendar without its versions.
func (d *digester) core(c *core) [sha256.Size]byte {
	if sum := c.print.Load(); sum != nil {
		return *sum
	}
	inner := digester{zones: d.zones}
	inner.begin("core")
	inner.zone(c.zone)
	c.source.digest(&inner)
	sum := inner.sum()
	c.print.Store(&sum)
	return sum
}

func (d *digester) zone(z *zone.Zone) {
	text, known := d.zones[z]
	if !known {
		number := func(n int64) { text = binary.BigEndian.AppendUint64(text, uint64(n)) }
		number(z.Offset(zone.First))
		for at, offset := range z.Changes(zone.First, zone.Last) {
			number(at)
			number(offset)
		}
		number(forever)
		d.zones[z] = text
	}
	d.write(text)
}

// cores writes members, sorted if their order does not matter.
func (d *digester) cores(cores []*core, ordered bool) {
	sums := make([][sha256.Size]byte, len(cores))
	for i, c := range cores {
		sums[i] = d.core(c)
	}
	if !ordered {
		sort.SliceStable(sums, func(i, j int) bool { return bytes.Compare(sums[i][:], sums[j][:]) < 0 })
		sums = slices.Compact(sums)
	}
	d.number(int64(len(sums)))
	for _, sum := range sums {
		d.write(sum[:])
	}
}

func (c composed) digest(d *digester) {
	d.text([...]string{either: "or", both: "and", first: "except"}[c.operation])
	d.cores(c.of, c.operation == first)
}

func (s switched) digest(d *digester) {
	d.text("switch")
	d.number(s.at)
	d.cores(s.of, true)
}

func (everything) digest(d *digester) { d.text("24x7") }

func (v view) digest(d *digester) {
	d.text("in")
	d.cores([]*core{v.core}, true)
}

func (l *leaf) digest(d *digester) {
	d.text("leaf")
	d.zone(l.zone)
	if l.whole {
		d.text("whole")
	}
	for _, w := range l.weeks {
		d.number(w.day)
		d.text(w.week.String())
	}
	for i := range l.rotas {
		d.text(l.rotas[i].text())
	}
	if l.eves.on != "" {
		d.text(string(l.eves.on))
		d.number(l.eves.less)
		d.text(hoursText(l.eves.hours))
	}
	for i := range l.yearly {
		d.text(l.yearly[i].text())
		d.text(hoursText(l.yearly[i].hours))
	}
	d.text("days")
	for _, e := range l.days {
		d.number(e.day)
		d.text(hoursText(e.hours))
	}
	d.text("holidays")
	var all []dated
	for _, from := range l.lists {
		for year := firstYear; year <= lastYear; year++ {
			holidays, announced := from.list.Year(year)
			if !announced {
				all = append(all, dated{day: int64(year), name: "not announced"})
			}
			for _, h := range holidays {
				all = l.keep(all, h, from.Keep)
			}
		}
	}
	for i := range all {
		if all[i].name != "not announced" {
			all[i].name = ""
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		a, b := &all[i], &all[j]
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.day, b.day), compareBool(a.closed, b.closed),
			cmp.Compare(hoursText(a.hours), hoursText(b.hours)), cmp.Compare(hoursText(a.off), hoursText(b.off))) < 0
	})
	all = slices.CompactFunc(all, func(a, b dated) bool {
		return a.name == b.name && a.day == b.day && a.closed == b.closed && slices.Equal(a.hours, b.hours) && slices.Equal(a.off, b.off)
	})
	for _, e := range all {
		d.text(e.name)
		d.number(e.day)
		d.text(hoursText(e.hours))
		if len(e.off) > 0 { // these hours also cut nights of other dates
			d.text("off " + hoursText(e.off))
		}
	}
}
