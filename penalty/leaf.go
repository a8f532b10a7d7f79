package penalty

func (r *run) leaf(n *node) owed {
	s := r.shortfall(n)
	if s == nil {
		return owed{amount: whole(0)}
	}
	switch n.op {
	case opFlat:
		return r.flat(n, s, n.credit, whole(1))
	case opPool:
		return r.flat(n, s, n.credit, n.factor)
	case opPerBreach:
		return r.perBreach(n, s)
	case opPerUnit:
		return r.perUnit(n, s)
	case opPerPoint:
		return r.perPoint(n, s)
	case opProRata:
		return r.proRata(n, s)
	case opGraduated:
		return r.graduated(n, s)
	}
	return r.named(n, s)
}

// flat credits a missed objective or, inside a bonus, a met one.
func (r *run) flat(n *node, s *Shortfall, rate rate, times fraction) owed {
	wanted := Missed
	if n.onMet {
		wanted = Met
	}
	switch verdict(s) {
	case wanted:
		of, each := r.price(n, n.base, rate)
		gives := each.mul(times)
		r.mark(n, rowNone, fraction{}, of, gives)
		return owed{amount: gives, applies: true}
	case NotMeasurable:
		return r.unmeasured(n, s)
	}
	r.hasLooked = true
	r.mark(n, rowMet, fraction{}, fraction{}, whole(0))
	return owed{amount: whole(0)}
}

func (r *run) perBreach(n *node, s *Shortfall) owed {
	count := breaches(s)
	if count == 0 && unmeasured(s) {
		return r.unmeasured(n, s)
	}
	r.hasLooked = true
	before := fraction{}
	lots := max(0, count-n.free) / n.every
	if n.windowed {
		// Lots that were complete before this period were credited then.
		earlier := r.past.breaches(s.Objective, s.Group, n.window, r.c)
		lots = max(0, saturate(earlier, count)-n.free)/n.every - max(0, earlier-n.free)/n.every
		before = whole(earlier)
	}
	led := n.windowed || count > 0 && (n.free > 0 || n.every > 1)
	if led {
		r.mark(n, rowLed, whole(count), before, whole(lots))
	}
	return r.count(n, whole(count), whole(lots), led)
}

// count credits the rate for each unit. led says that the working already has a step
// with the number of units.
func (r *run) count(n *node, saw, units fraction, led bool) owed {
	if units.sign() <= 0 {
		if !led {
			r.mark(n, rowMet, saw, fraction{}, whole(0))
		}
		return owed{amount: whole(0)}
	}
	of, each := r.price(n, n.base, n.credit)
	gives := each.mul(units)
	r.mark(n, rowNone, units, of, gives)
	return owed{amount: gives, applies: true}
}

func (r *run) perUnit(n *node, s *Shortfall) owed {
	if unmeasured(s) && len(s.Late)+len(s.Carried)+len(s.LateDays)+len(s.LateBusinessDays) == 0 {
		return r.unmeasured(n, s)
	}
	r.hasLooked = true
	units, led := whole(0), false
	add := func(late int64) {
		each := whole(0)
		switch {
		case late < 0:
			return
		case n.days == noDays && late == 0 && n.after == 0 && n.counted == Started:
			each = whole(1) // late by closed hours alone: no time has passed, but a unit has begun
			units = units.add(each)
		case late > n.after:
			each = n.units(fraction{n: late - n.after, d: n.length})
			units = units.add(each)
		}
		led = true
		r.mark(n, rowLed, whole(late), whole(n.after), each)
	}
	switch {
	case n.days != noDays:
		all, known := n.lateDays(s)
		if !known {
			r.unpriced = true
			r.problem(n.path, MissingDays, s.Objective)
			return owed{amount: whole(0)}
		}
		for _, days := range all {
			add(days.of(n.counted))
		}
	case n.reads == LostTime:
		if s.Lost > 0 {
			add(int64(s.Lost))
		}
	default:
		for _, late := range s.Carried {
			add(int64(late))
		}
		for _, late := range s.Late {
			add(int64(late))
		}
	}
	return r.count(n, units, units, led)
}

// units rounds a number of units as n.counted says.
func (n *node) units(exact fraction) fraction {
	switch n.counted {
	case Started:
		return exact.ceiling()
	case Full:
		return exact.floor()
	}
	return exact
}

func (r *run) perPoint(n *node, s *Shortfall) owed {
	from := n.from
	if from.absent() {
		from = fractionOf(s.Promised)
	}
	if from.absent() {
		return r.unmeasured(n, s)
	}
	v := r.measure(n, s, Attained)
	if v.absent() {
		return r.unmeasured(n, s)
	}
	distance := from.sub(v)
	if n.above {
		distance = v.sub(from)
	}
	points := whole(0)
	if distance.sign() > 0 {
		points = n.units(distance.div(n.point))
	}
	r.mark(n, rowLed, v, from, points)
	return r.count(n, points, points, true)
}

func (r *run) proRata(n *node, s *Shortfall) owed {
	lost := r.measure(n, s, LostShare)
	if lost.absent() {
		return r.unmeasured(n, s)
	}
	if lost.sign() <= 0 {
		r.mark(n, rowNone, lost, fraction{}, whole(0))
		return owed{amount: whole(0)}
	}
	r.lead(n, s, lost)
	of := r.baseAmount(n.base)
	if of.absent() {
		of = whole(0)
	}
	gives := of.mul(lost).mul(n.factor)
	r.mark(n, rowNone, lost, of, gives)
	return owed{amount: gives, applies: true}
}

func (r *run) graduated(n *node, s *Shortfall) owed {
	v := r.measure(n, s, n.reads)
	if v.absent() {
		return r.unmeasured(n, s)
	}
	r.lead(n, s, v)
	of, each := r.price(n, n.base, n.credit)
	total := whole(0)
	for i, b := range n.brackets {
		top := v
		if i+1 < len(n.brackets) {
			top = v.min(n.brackets[i+1].over)
		}
		inside := top.sub(b.over)
		if inside.sign() <= 0 {
			break
		}
		gives := inside.mul(b.by).mul(each)
		r.mark(n, int32(i), inside, of, gives)
		total = total.add(gives)
	}
	if len(n.brackets) != 1 || total.sign() == 0 {
		r.mark(n, rowTotal, v, fraction{}, total)
	}
	return owed{amount: total, applies: total.sign() > 0}
}

func (r *run) named(n *node, s *Shortfall) owed {
	r.hasLooked = true
	gives, steps, err := n.own.Credit(*r.c, *s, n.with)
	value := gives.value
	switch {
	case err != nil:
		r.problem(n.path, CalculatorFailed, err.Error())
	case value.absent():
		value = whole(0)
	case gives.Unit() != "" && !sameUnit(gives.Unit(), n.unit):
		r.problem(n.path, CalculatorUnit, gives.String())
		err = ErrConflict
	case value.sign() < 0:
		r.problem(n.path, CalculatorNegative, Exact{value, &denomination{unit: n.unit}}.String())
		err = ErrRange
	}
	if err != nil {
		r.unpriced, value = true, whole(0)
	}
	if r.work != nil {
		r.work.foreign = append(r.work.foreign, steps)
		r.mark(n, int32(len(r.work.foreign)-1), fraction{}, fraction{}, value)
	}
	return owed{amount: value, applies: value.sign() > 0}
}

// lead notes how a figure was computed from other figures.
func (r *run) lead(n *node, s *Shortfall, v fraction) {
	if r.work == nil {
		return
	}
	switch n.reads {
	case LostShare:
		if s.Length > 0 {
			r.mark(n, rowLedTime, whole(int64(max(0, s.Lost))), whole(int64(s.Length)), v)
		} else {
			r.mark(n, rowLed, attained(s), whole(1), v)
		}
	case Overran, Below:
		row := int32(rowLed)
		if s.Elapsed {
			row = rowLedTime
		}
		r.mark(n, row, attained(s), fractionOf(s.Promised), v)
	}
}
