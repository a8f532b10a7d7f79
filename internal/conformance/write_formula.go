package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/upheld/upheld/penalty"
)

// writeFormula writes the terms that stand for a sentence. formulas builds them; the
// converter takes the terms and facts of each figure, and the answer from the JSON.
func writeFormula(w *contractPage, given, expect json.RawMessage) error {
	var g struct{ Rule string }
	if err := json.Unmarshal(given, &g); err != nil {
		return err
	}
	if strings.Contains(g.Rule, "by consecutive failed months") {
		return writeStreak(w, given, expect)
	}
	noted = &notes{}
	defer func() { noted = nil }()
	if _, err := runFormula(given, expect); err != nil {
		return err
	}
	asked := *noted
	switch {
	case len(asked.figures) == 0:
		return errors.New("a series of months, or a rule of the user's own in Go")
	case len(asked.figures) != len(asked.wants):
		return errors.New("figures that are put together outside the terms")
	}
	page := newCreditPage("")
	done := 0
	for i, f := range asked.figures {
		name, want := asked.wants[i][0], word(asked.wants[i][1])
		if f.history {
			return errors.New("a series of months")
		}
		if len(f.kase.Shortfalls) != 1 || len(f.kase.Charges)+len(f.kase.Quantities) > 0 {
			text, _ := unsigned(want)
			month := newCreditPage(strings.TrimSpace(w.ID+" "+name), w.ID, w.Source, w.Note)
			if err := month.settle(w.tables, f.spec, settled{f.kase, "exact " + string(text)}); err != nil {
				return err
			}
			done++
			continue
		}
		if err := w.row(page, strings.ReplaceAll(name, " ", "-"), f.spec, f.kase.Shortfalls[0], want); err != nil {
			w.skip(name, "%v", err)
			continue
		}
		done++
	}
	if done == 0 {
		return errors.New("none of its figures can be asked")
	}
	into := w.pages(g.Rule, w.Source)
	for _, name := range page.order {
		label := name
		for n := 2; into.texts[label] != "" && into.texts[label] != page.texts[name]; n++ {
			label = fmt.Sprint(name, "-", n)
		}
		if into.texts[label] == "" {
			into.texts[label], into.specs[label] = page.texts[name], page.specs[name]
			into.order = append(into.order, label)
		}
		into.rows[label] = append(into.rows[label], page.rows[name]...)
	}
	return nil
}

// notes are the terms and facts for which a runner asks the library, and the answers
// that the JSON expects of them, in the same order.
type notes struct {
	figures []struct {
		spec    penalty.Spec
		kase    penalty.Case
		history bool
	}
	wants [][2]string
}

// noted takes notes while the converter writes a formula; otherwise it is nil.
var noted *notes
