package casefile

import (
	"io/fs"
	"os"
	"strings"
	"testing"
)

// blank takes all answers out of a file: it leaves the questions.
func blank(p *page) string {
	var all []answer
	for _, head := range p.heads {
		collect(head, &all)
	}
	lines, drop := append([]string(nil), p.lines...), map[int]bool{}
	for _, a := range all {
		for _, l := range a.list {
			drop[l.number-1] = true
		}
		if a.list != nil {
			continue
		}
		raw := lines[a.head.number-1]
		content := uncommented(raw)
		left, right, _ := cut(content, "=>")
		if subject, _, ok := cut(right, ": "); ok {
			left, right = left+"=>"+subject+":", ""
		} else {
			left, right = left+"=>", ""
		}
		lines[a.head.number-1] = left + right + raw[len(content):]
	}
	var kept []string
	for i, l := range lines {
		if !drop[i] {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n") + "\n"
}

// An update writes each answer so that it is read back and holds: a second run finds
// nothing to write.
func TestEachAnswerThatIsWrittenHolds(t *testing.T) {
	folders := []string{"../../sla/slatest/testdata"}
	if !testing.Short() {
		folders = append(folders, "../../sla/slatest/corpus")
	}
	for _, folder := range folders {
		suite := Suite{Files: os.DirFS(folder)}
		names, err := suite.Names()
		if err != nil {
			t.Fatal(err)
		}
		all := 0
		for _, name := range names {
			data, err := fs.ReadFile(suite.Files, name)
			if err != nil {
				t.Fatal(err)
			}
			p, err := readPage(name, data)
			if err != nil {
				t.Fatal(err)
			}
			first, err := suite.Run(name, []byte(blank(p)))
			if err != nil {
				t.Errorf("%s without answers: %v", name, err)
				continue
			}
			all += first.Edits()
			second, err := suite.Run(name, first.Updated())
			if err != nil {
				t.Errorf("%s with written answers: %v", name, err)
				continue
			}
			for _, c := range second.Cases {
				for _, m := range c.Mistakes {
					t.Errorf("%s with written answers: %v", name, m)
				}
			}
		}
		if all < 100 {
			t.Errorf("%s: %d answers were written", folder, all)
		}
		t.Log(folder, all)
	}
}

// Answers below a line that has a question without an answer stay, and are asked.
func TestAnUpdateKeepsTheAnswersBelow(t *testing.T) {
	const head = "agreement\n  sla: v1\n  id: d\n  zone: UTC\n  policies: { profile: exact }\n  clocks: { fix: { start: opened, stop: fixed } }\n" +
		"  objectives: [{ id: fix, clock: fix, targets: [{ within: 8h, calendar: 24x7 }], attain: 90%, period: month, counts: due }]\nticket T\n"
	for _, test := range []struct{ asks, want, mistake string }{
		{"  2026-03-02 09:00 opened => fix:\n    => fix: left 8h\n    => fix: used 1h\n", "  2026-03-02 09:00 opened => fix: running, due 17:00, left 8h\n    => fix: left 8h\n    => fix: used 0s\n", ""},
		{"  2026-03-02 09:00 opened => alarms fix:\n    => fix: left 8h\n", "  2026-03-02 09:00 opened => alarms fix:\n    => fix: left 8h\n",
			"9: the lines below would be the list of this answer, and are answers; ask alarms fix on a line of its own"},
	} {
		ran, err := Suite{Files: os.DirFS(".")}.Run("x.case", []byte(head+test.asks))
		if err != nil {
			t.Fatal(err)
		}
		if got := string(ran.Updated()); got != head+test.want {
			t.Errorf("got\n%s\nwant\n%s", got, head+test.want)
		}
		if got := ran.Cases[0].Mistakes; test.mistake != "" && (len(got) != 1 || got[0].Error() != test.mistake) {
			t.Errorf("%v", got)
		}
	}
}
