package penalty

// weight is the share of one objective in a pool or base that several share.
type weight struct {
	node      *node
	objective int32
	share     fraction
}

// weights reports weights outside Spec.Weights, and sums of weights outside it. Weights
// are the allocations of pools of the same amount at risk, and the shares of one base
// that several objectives have.
func (l *linter) weights() {
	bases := map[string][]weight{}
	pools := map[string][]weight{}
	var baseOrder, poolOrder []string
	add := func(to map[string][]weight, order *[]string, key string, w weight) {
		for _, other := range to[key] {
			if other.objective == w.objective && other.share.cmp(w.share) == 0 {
				return // several rules on an objective count its weight once
			}
		}
		if len(to[key]) == 0 {
			*order = append(*order, key)
		}
		to[key] = append(to[key], w)
	}
	for _, n := range l.nodes {
		switch {
		case n.op == opPool:
			add(pools, &poolOrder, n.credit.value.text()+" of "+string(n.base.text), weight{n, n.objective, n.allocation})
		case len(n.kids) == 0 && n.base.kind != baseNone && n.base.share.cmp(whole(1)) != 0 && n.usesBase():
			key := n.base.name
			switch n.base.kind {
			case baseMoney:
				key = n.base.money.text()
			case baseInvoice:
				key = "invoice"
			}
			add(bases, &baseOrder, key, weight{n, n.objective, n.base.share})
		}
	}
	for _, key := range baseOrder {
		if all := bases[key]; !oneObjective(all) {
			sum := l.weightSum
			if sum == nil {
				one := whole(1)
				sum = &band{low: one, high: one, lowIn: true, highIn: true}
			}
			l.weigh(all, sum)
		}
	}
	for _, key := range poolOrder {
		l.weigh(pools[key], l.weightSum)
	}
}

func oneObjective(all []weight) bool {
	for _, w := range all {
		if w.objective != all[0].objective {
			return false
		}
	}
	return true
}

// weigh reports each weight outside its range, and a sum outside its range.
func (l *linter) weigh(all []weight, sum *band) {
	total := whole(0)
	for _, w := range all {
		total = total.add(w.share)
		if l.weightEach != nil && !l.weightEach.has(w.share) {
			l.add(Finding{Code: WeightOutside, Path: w.node.path, Subject: l.name(w.objective), Value: w.share.percent()})
		}
	}
	if sum != nil && !sum.has(total) {
		l.add(Finding{Code: WeightsSum, Path: all[0].node.path, Value: total.percent()})
	}
}

// usesBase reports whether some rate of a leaf is a share of its base.
func (n *node) usesBase() bool {
	if n.op == opProRata || n.credit.kind == rateShare {
		return true
	}
	for i := range n.rows {
		if n.rows[i].credit.kind == rateShare {
			return true
		}
	}
	return false
}
