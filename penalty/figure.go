package penalty

// measure reads a figure of a shortfall; absent if it was not measured.
func (r *run) measure(n *node, s *Shortfall, m Measure) fraction {
	v := r.figure(s, m)
	if v.absent() {
		r.unknown = true
	} else {
		r.hasLooked = true
	}
	return v
}

func (r *run) figure(s *Shortfall, m Measure) fraction {
	switch m {
	case Breached, Lateness, LostTime, Streak:
		// In a period that was not measured, a count of 0 is unknown.
		if unmeasured(s) && breaches(s) == 0 && s.Lost <= 0 {
			return fraction{}
		}
	}
	switch m {
	case Attained:
		return attained(s)
	case Below, Overran:
		v, promised := attained(s), fractionOf(s.Promised)
		if v.absent() || promised.absent() {
			return fraction{}
		}
		if m == Below {
			if s.LessIsBetter {
				v, promised = promised, v
			}
			return promised.sub(v).max(whole(0))
		}
		if promised.sign() <= 0 {
			return fraction{}
		}
		return v.sub(promised).div(promised)
	case Breached:
		return whole(breaches(s))
	case Scored:
		return fractionOf(s.Points)
	case Lateness:
		total := whole(0)
		for _, late := range s.Late {
			total = total.add(whole(int64(max(0, late))))
		}
		for _, late := range s.Carried {
			total = total.add(whole(int64(max(0, late))))
		}
		return total
	case LostTime:
		return whole(int64(max(0, s.Lost)))
	case LostShare:
		return lostShare(s)
	}
	if verdict(s) != Missed {
		return whole(0)
	}
	return whole(1 + r.past.streak(s.Objective, s.Group, r.c))
}

func breaches(s *Shortfall) int64 {
	if s.Breaches > 0 {
		return s.Breaches
	}
	return int64(len(s.Late))
}

// unmeasured reports whether the caller says that the objective has no figure.
func unmeasured(s *Shortfall) bool { return s.Verdict == NotMeasurable && s.Attained == nil }

func attained(s *Shortfall) fraction {
	if s.Attained == nil && s.Length > 0 && !(unmeasured(s) && s.Lost <= 0) {
		return whole(1).sub(lostShare(s))
	}
	return fractionOf(s.Attained)
}

func lostShare(s *Shortfall) fraction {
	if s.Length <= 0 || unmeasured(s) && s.Lost <= 0 {
		if s.Attained == nil {
			return fraction{}
		}
		return whole(1).sub(fractionOf(s.Attained))
	}
	lost := fraction{n: int64(max(0, s.Lost)), d: int64(s.Length)}
	if s.Affected != nil {
		lost = lost.mul(fractionOf(s.Affected))
	}
	return lost
}

// verdict gives the stated verdict, else the verdict that the figures give.
func verdict(s *Shortfall) Verdict {
	if s.Verdict != "" {
		return s.Verdict
	}
	return judge(s, attained(s))
}

func judge(s *Shortfall, v fraction) Verdict {
	promised := fractionOf(s.Promised)
	if v.absent() || promised.absent() {
		return NotMeasurable
	}
	c := v.cmp(promised)
	if s.LessIsBetter {
		c = -c
	}
	if c < 0 {
		return Missed
	}
	return Met
}
