package slatest

func (w *world) windowBlock(l *line, words []word) {
	w.fail(l, "not yet")
}
