package casefile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/internal/casefile"
)

const shop = `agreement
  sla: v1
  id: shop
  zone: UTC
  currency: EUR
  objectives: [{ id: shop, availability: { of: shop, no-data: good, maintenance: remove, notice: 48h }, attain: 99.9%, period: month }]
  credits:
    base: 1000.00
    rules: [{ objective: shop, tiers: { below 99.9%: 10%, below 99%: 25% } }]
    caps: { month: 15% }
    round: half-up
service shop
  2026-06-14 02:00 to 06:00 excluded "move" noticed 2026-06-13 02:00
  2026-06-14 02:00 to 06:00 down
period 2026-06
  => shop: missed
`

// What a case lacks is said with all that is to be written.
func TestAMessageSaysWhatToWrite(t *testing.T) {
	const findings = "  => findings:\n" +
		"      credit-rule shop credits.rules[0].tiers[1] unreachable-under-cap below 99% (25%)\n" +
		"      exclusion-refused shop objectives.shop.availability.notice move\n"
	for _, test := range []struct{ what, text, want string }{
		{"the findings of facts, with those of the agreement", shop, "15: the facts have findings that the case does not list:\n" + findings},
		{"the whole list", shop + findings, ""},
		{"the state of a credit as a whole", shop + findings + "  => credit: state issued\n", "20: credit: a state belongs to the credit of an objective: credit OBJECTIVE"},
		{"the balance of one credit", shop + findings + "  => credit shop: balance 0.00 EUR\n", "20: credit shop: this belongs to the statement as a whole: credit, without an objective"},
		{"an agreement without a name", shop + findings + "agreement other like shop\n  credits: { round: down }\n", "20: agreement \"shop\": an agreement above has no name; write agreement shop above its terms"},
	} {
		got := strings.ReplaceAll(strings.Join(mistakes(t, test.text), "\n"), " | ", "\n")
		if strings.TrimRight(got, "\n") != strings.TrimRight(test.want, "\n") {
			t.Errorf("%s\ngot  %s\nwant %s", test.what, got, test.want)
		}
	}
}

// A byte order mark is read over, and an update keeps it.
func TestAByteOrderMarkStays(t *testing.T) {
	const text = "\ufeffcalendar all\r\n  zone: UTC\r\n  hours: 24x7\r\nelapsed all\r\n  2026-03-01 to 2026-03-02 => 23h\r\n"
	ran, err := casefile.Suite{Files: fstest.MapFS{}}.Run("x.case", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(ran.Updated()), strings.Replace(text, "23h", "24h", 1); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// A file that is read-only stays, and a link stays a link.
func TestAnUpdateLeavesWhatItMayNotWrite(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file.case")
	if err := os.WriteFile(file, []byte("old"), 0o444); err != nil {
		t.Fatal(err)
	}
	read := func() string {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if err := casefile.Write(folder, "file.case", []byte("new")); err == nil || err.Error() != "file.case is read-only; nothing was rewritten" || read() != "old" {
		t.Errorf("%v, and the file has %q", err, read())
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(folder, "link.case")
	if err := os.Symlink("file.case", link); err != nil {
		t.Skip(err) // the system has no links
	}
	if err := casefile.Write(folder, "link.case", []byte("new")); err != nil || read() != "new" {
		t.Errorf("%v, and the file has %q", err, read())
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is replaced: %v", err)
	}
}
