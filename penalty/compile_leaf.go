package penalty

import (
	"fmt"
	"maps"

	"github.com/upheld/upheld/internal/fault"
	"github.com/upheld/upheld/internal/quantity"
)

func (c *compiler) points(n *node, r Points, in around, depth int) {
	n.word = "points"
	for i, t := range r.Of {
		k := c.term(fmt.Sprintf("%s[%d]", n.at("of"), i), t, in, depth+1)
		if k == nil {
			continue
		}
		if sameUnit(k.unit, n.unit) {
			c.faults.Addf(k.path, "", ErrConflict, "a term inside points must credit points, such as 3 points")
		}
		n.kids = append(n.kids, k)
	}
	c.table(n, Table{Reads: Scored, Rows: r.Rows, Gap: r.Gap})
	n.window, n.windowed = c.window(n, "over", r.Over)
	n.needsPast = n.needsPast || n.windowed
	n.op = opPoints
	if n.windowed && len(n.kids) > 0 {
		c.inheritObjective(n)
	}
}

func (c *compiler) graduated(n *node, r Graduated) {
	n.op, n.word, n.reads = opGraduated, "graduated", r.Reads
	if n.reads == "" {
		n.reads = Scored
	}
	c.needObjective(n)
	c.measure(n.at("reads"), r.Reads)
	if n.reads == Lateness || n.reads == LostTime {
		c.faults.Addf(n.at("reads"), string(r.Reads), ErrConflict, "use per-unit-late to credit units of time")
	}
	c.credit(n, "credit", r.Credit)
	if len(r.Steps) == 0 {
		c.faults.Addf(n.at("steps"), "", ErrMissing, "at least one bracket is needed")
	}
	for i, s := range r.Steps {
		path := fmt.Sprintf("steps[%d]", i)
		b := bracket{over: c.factor(n, path+".over", s.Over), by: c.factor(n, path+".by", s.By)}
		if i > 0 && !b.over.absent() && b.over.cmp(n.brackets[i-1].over) <= 0 {
			c.faults.Addf(n.at(path+".over"), string(s.Over), ErrConflict, "each bracket must begin above the one before")
		}
		n.brackets = append(n.brackets, b)
	}
}

func (c *compiler) perBreach(n *node, r PerBreach) {
	n.op, n.word = opPerBreach, "per-breach"
	c.needObjective(n)
	c.credit(n, "credit", r.Credit)
	n.free, n.every = r.Free, max(1, r.Every)
	for _, f := range []struct {
		name string
		n    int64
	}{{"free", r.Free}, {"every", r.Every}} {
		if f.n < 0 {
			c.faults.Addf(n.at(f.name), fmt.Sprint(f.n), ErrRange, "a count is at least 0")
		}
	}
	n.window, n.windowed = c.window(n, "over", r.Over)
	n.needsPast = n.windowed
}

func (c *compiler) perUnitLate(n *node, r PerUnitLate) {
	n.op, n.word, n.reads = opPerUnit, "per-unit-late", r.Reads
	c.needObjective(n)
	c.credit(n, "credit", r.Credit)
	var err error
	n.length, n.days, err = r.Unit.lateUnit()
	if err == nil && n.length == 0 {
		err = fault.Because(ErrRange, "a unit is longer than 0")
	}
	c.faults.Add(n.at("unit"), string(r.Unit), err)
	if r.After != "" {
		var days dayKind
		var wrong error
		n.after, days, wrong = r.After.lateUnit()
		if wrong == nil && err == nil && days != n.days {
			wrong = fault.Because(ErrConflict, "after and unit must both be lengths, or days of the same kind: unit is %s", r.Unit)
		}
		c.faults.Add(n.at("after"), string(r.After), wrong)
	}
	if n.days != noDays && r.Reads == LostTime {
		c.faults.Addf(n.at("unit"), string(r.Unit), ErrConflict, "time lost is a length such as 1h; only lateness is counted in days")
	}
	switch r.Reads {
	case "":
		n.reads = Lateness
	case Lateness, LostTime:
	default:
		c.faults.Add(n.at("reads"), string(r.Reads), fault.NotOneOf(string(r.Reads), "late", "lost"))
	}
	if n.days != noDays && r.Counted == InPart {
		c.faults.Addf(n.at("counted"), string(r.Counted), ErrConflict,
			"a date has no parts, for it may have 23 or 25 hours; write started or full, or unit: 24h")
		return
	}
	c.count(n, r.Counted)
}

func (c *compiler) count(n *node, counted Counted) {
	n.counted = counted
	switch counted {
	case Started, Full, InPart:
	case "":
		c.faults.Addf(n.at("counted"), "", ErrMissing, "say what the last, incomplete unit costs: started, full or in-part")
	default:
		c.faults.Add(n.at("counted"), string(counted), fault.NotOneOf(string(counted), "started", "full", "in-part"))
	}
}

func (c *compiler) perPoint(n *node, credit Rate, counted Counted, from, point Value) {
	n.op = opPerPoint
	c.needObjective(n)
	c.credit(n, "credit", credit)
	c.count(n, counted)
	n.point = fraction{n: 1, d: 100}
	kind := quantity.Share
	defer func() { n.pointKind = kind }()
	if point != "" {
		var err error
		n.point, kind, err = readValue(string(point))
		if err == nil && n.point.sign() <= 0 {
			err = fault.Because(ErrRange, "a point is above 0")
		}
		c.faults.Add(n.at("point"), string(point), err)
	}
	if from != "" {
		value, other, err := readValue(string(from))
		c.faults.Add(n.at("from"), string(from), err)
		n.from = value
		if err == nil && other != kind {
			if point != "" {
				c.faults.Addf(n.at("from"), string(from), ErrConflict, "from and point must be of the same kind")
			} else if n.point = whole(1); other == quantity.Length {
				c.faults.Addf(n.at("point"), "", ErrMissing, "state the size of a point, such as 1m")
			}
			kind = other
		}
	}
}

func (c *compiler) pool(n *node, r Pool) {
	n.op, n.word = opPool, "pool"
	c.needObjective(n)
	c.credit(n, "at-risk", r.AtRisk)
	n.factor = whole(1)
	for _, f := range []struct {
		name string
		rate Rate
	}{{"allocation", r.Allocation}, {"share", r.Share}} {
		if f.name == "share" && f.rate == "" {
			continue
		}
		read, err := f.rate.read()
		c.faults.Add(n.at(f.name), string(f.rate), err)
		if err == nil && read.kind != rateShare {
			c.faults.Addf(n.at(f.name), string(f.rate), ErrConflict, "a share such as 40%% is needed")
		} else if err == nil {
			n.factor = n.factor.mul(read.value)
			if f.name == "allocation" {
				n.allocation = read.value
			}
			n.shares = append(n.shares, Exact{read.value, shareUnit})
		}
	}
}

func (c *compiler) named(n *node, r Named) {
	n.op, n.word, n.with = opNamed, "named", maps.Clone(r.With)
	c.needObjective(n)
	own, known := c.own[r.Name]
	switch {
	case r.Name == "":
		c.faults.Addf(n.at("name"), "", ErrMissing, "a rule of your own has a name")
	case !known:
		c.faults.Addf(n.at("name"), r.Name, ErrUnknown, "no calculator of that name was given")
	case own.Version() != r.Version:
		c.faults.Addf(n.at("version"), fmt.Sprint(r.Version), ErrConflict, "the calculator given is version %d", own.Version())
	}
	n.own = own
}

func (c *compiler) earnBack(n *node, r EarnBack) {
	if len(r.Returns) == 0 {
		c.faults.Addf(n.at("returns"), "", ErrMissing, "at least one way to earn back is needed")
	}
	total := whole(0)
	for i, ret := range r.Returns {
		path := fmt.Sprintf("returns[%d]", i)
		out := earnReturn{after: ret.After, path: n.at(path), text: ret.Share}
		share, err := ret.Share.read()
		if err == nil && share.kind != rateShare {
			err = fault.Because(ErrConflict, "a share of what was credited is needed, such as 50%%")
		}
		c.faults.Add(n.at(path+".share"), string(ret.Share), err)
		if err == nil {
			out.share, total = share.value, total.add(share.value)
		}
		switch {
		case ret.After < 0:
			c.faults.Addf(n.at(path+".after"), fmt.Sprint(ret.After), ErrRange, "a count of periods is above 0")
		case (ret.After > 0) == (ret.Average != ""):
			c.faults.Addf(n.at(path), "", ErrConflict, "write either after: 3 or average: year")
		}
		out.average, _ = c.window(n, path+".average", ret.Average)
		if ret.Average != "" && out.average.kind != windowMonths {
			c.faults.Addf(n.at(path+".average"), string(ret.Average), ErrRange, "write a calendar window: month, quarter, year or year from april")
		}
		n.returns = append(n.returns, out)
	}
	if total.cmp(whole(1)) > 0 {
		c.faults.Addf(n.at("returns"), total.percent(), ErrRange, "the shares exceed 100%%: no more can be earned back than was credited")
	}
}

// calculators indexes the calculators by name.
func (c *compiler) calculators(all []Calculator) {
	c.own = map[string]Calculator{}
	for i, own := range all {
		path := fmt.Sprintf("calculators[%d]", i)
		if own == nil {
			c.faults.Addf(path, "", ErrMissing, "a calculator is nil")
			continue
		}
		name := own.Name()
		if err := checkName(name); err != nil {
			c.faults.Add(path, name, err)
			continue
		}
		if _, twice := c.own[name]; twice {
			c.faults.Addf(path, name, ErrConflict, "two calculators have the same name")
		}
		c.own[name] = own
	}
}
