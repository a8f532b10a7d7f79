package metrics

// HashOf lets a test choose causes that collide.
func HashOf(s string) uint32 { return hashOf(s) }

// HasPlainCauses reports whether so many did that a map took over.
func (t *Timeline) HasPlainCauses() bool {
	t.settle()
	return t.keys.plain != nil
}

// ComposeLedgers composes ledgers without timelines behind them.
func ComposeLedgers(k int, parts ...Ledger) Ledger {
	return Pipeline{}.compose(ComposedRules{need: k}.at(), parts).Ledger
}
