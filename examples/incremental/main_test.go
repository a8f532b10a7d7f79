package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/upheld/upheld/sla"
)

var march = sla.Month(2026, time.March)

// known is the slow reader: it keeps the last facts of each key in a map and evaluates
// all of them anew.
type known map[string]json.RawMessage

func (k known) take(t *testing.T, text []byte) {
	t.Helper()
	for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
		var d delivered
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		if k[d.Key] = d.Facts; len(d.Facts) == 0 {
			delete(k, d.Key)
		}
	}
}

func (k known) digest(t *testing.T, agreement *sla.Agreement, asOf time.Time) [32]byte {
	t.Helper()
	var facts sla.Facts
	for _, text := range k {
		var f sla.Facts
		if err := json.Unmarshal(text, &f); err != nil {
			t.Fatal(err)
		}
		facts.Tickets = append(facts.Tickets, f.Tickets...)
		facts.Outages = append(facts.Outages, f.Outages...)
	}
	result, err := agreement.Evaluate(march, facts, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return result.Digest()
}

func opened(t *testing.T, path string) *store {
	t.Helper()
	s, err := open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.db.Close() })
	return s
}

func written(t *testing.T, days []day) (paths []string) {
	t.Helper()
	folder := t.TempDir()
	for _, d := range days {
		path := filepath.Join(folder, d.name+".jsonl")
		if err := os.WriteFile(path, d.text, 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func digest(t *testing.T, s *store, asOf time.Time) [32]byte {
	t.Helper()
	result, err := s.result("desk", march, asOf)
	if err != nil {
		t.Fatal(err)
	}
	return result.Digest()
}

// Each day's report equals an evaluation of all facts, with corrections and withdrawals.
// It reads no fact: the facts are removed before the last report.
func TestEachDayIsThatOfAllFacts(t *testing.T) {
	days := deskDays(7, 30, 10)
	s, facts := opened(t, filepath.Join(t.TempDir(), "a.db")), known{}
	if _, err := s.agree(files, "desk.yaml"); err != nil {
		t.Fatal(err)
	}
	desk := s.agreements["desk"]
	withdrawn := 0
	for i, path := range written(t, days) {
		withdrawn += strings.Count(string(days[i].text), "\n") - strings.Count(string(days[i].text), `"facts":`)
		facts.take(t, days[i].text)
		for range 2 { // a file that was taken is not taken again
			if _, err := s.take(path, days[i].name[:7], 1+i%9); err != nil {
				t.Fatal(err)
			}
		}
		if got, want := digest(t, s, days[i].end), facts.digest(t, desk, days[i].end); got != want {
			t.Fatalf("%s: digest %x, want %x", days[i].name, got, want)
		}
	}
	if withdrawn < 3 || len(facts) < 250 {
		t.Errorf("the days have %d withdrawals and %d keys", withdrawn, len(facts))
	}
	end := days[len(days)-1].end
	want := digest(t, s, end)
	if _, err := s.db.Exec("delete from fact"); err != nil {
		t.Fatal(err)
	}
	if got := digest(t, s, end); got != want {
		t.Error("the report read facts")
	}
}

// The program is killed at random points, again and again, and starts anew. Nothing is
// lost and nothing counts twice.
func TestKilledAtRandomPoints(t *testing.T) {
	program := filepath.Join(t.TempDir(), "incremental")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	days := deskDays(11, 10, 30)
	paths, facts := written(t, days), known{}
	for i := range days {
		facts.take(t, days[i].text)
	}
	db := filepath.Join(t.TempDir(), "killed.db")
	run := func(args ...string) *exec.Cmd {
		return exec.Command(program, append([]string{"-db", db}, args...)...)
	}
	if out, err := run("agree", "desk.yaml").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	take := append([]string{"-batch", "2", "take"}, paths...)
	seed := time.Now().UnixNano()
	random := rand.New(rand.NewSource(seed))
	kills, inside := 0, 0
	for tries := 0; ; tries++ {
		// Most runs are killed; the time grows, so that the work ends on any machine.
		command := run(take...)
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		kill := time.AfterFunc(time.Duration(random.Intn(60+4*tries))*time.Millisecond, func() { _ = command.Process.Kill() })
		err := command.Wait()
		kill.Stop()
		if err == nil {
			break
		}
		if !strings.Contains(err.Error(), "killed") {
			t.Fatalf("seed %d: %v", seed, err)
		}
		kills++
		if partly(t, db) {
			inside++
		}
	}
	t.Logf("seed %d: %d kills, %d of them inside a file", seed, kills, inside)
	if kills == 0 {
		t.Error("the program was never killed")
	}
	s, end := opened(t, db), days[len(days)-1].end
	if got, want := digest(t, s, end), facts.digest(t, s.agreements["desk"], end); got != want {
		t.Errorf("seed %d: after %d kills the digest is %x, want %x", seed, kills, got, want)
	}
	stored, err := all[string, []byte](s.db, "select key, body from fact")
	if err != nil || len(stored) != len(facts) {
		t.Errorf("%d keys are stored, want %d: %v", len(stored), len(facts), err)
	}
}

// partly reports whether a file was taken in part.
func partly(t *testing.T, db string) bool {
	t.Helper()
	s, err := open(db)
	if err != nil {
		t.Fatal(err)
	}
	defer s.db.Close()
	var n int
	if err := s.db.QueryRow("select count(*) from delivery where whole = 0").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n > 0
}

// Every statement of a batch is a point at which the program may end: a batch whose
// transaction is not committed has changed nothing.
func TestABatchIsWholeOrNothing(t *testing.T) {
	days := deskDays(5, 2, 20)
	paths := written(t, days)
	s := opened(t, filepath.Join(t.TempDir(), "a.db"))
	if _, err := s.agree(files, "desk.yaml"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.take(paths[0], "2026-03", 7); err != nil {
		t.Fatal(err)
	}
	before := digest(t, s, days[1].end)
	// The last line of the second file is not readable.
	bad := filepath.Join(t.TempDir(), filepath.Base(paths[1]))
	text := append([]byte("\n"), days[1].text...) // an empty line counts as a line of the file
	text = append(text, "{\"key\": \"T-99\", \"facts\": {\"tickets\": [{\"id\": 7}]}}\n"...)
	if err := os.WriteFile(bad, text, 0o644); err != nil {
		t.Fatal(err)
	}
	lines := bytes.Count(days[1].text, []byte("\n"))
	if _, err := s.take(bad, "2026-03", lines+5); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("line %d: ", lines+2)) {
		t.Errorf("a bad line: %v", err)
	}
	if digest(t, s, days[1].end) != before {
		t.Error("a batch with a bad line changed the state")
	}
	// Mended, it is taken whole.
	n, err := s.take(paths[1], "2026-03", lines)
	if err != nil || n != lines {
		t.Errorf("%d lines, %v, want %d", n, err, lines)
	}
}

// New terms that compute the same keep the tallies. Other terms make the store read the
// facts again, once. The report then follows the new terms.
func TestNewTerms(t *testing.T) {
	days := deskDays(3, 12, 10)
	paths, facts := written(t, days), known{}
	s := opened(t, filepath.Join(t.TempDir(), "a.db"))
	if _, err := s.agree(files, "desk.yaml"); err != nil {
		t.Fatal(err)
	}
	for i := range days {
		facts.take(t, days[i].text)
		if _, err := s.take(paths[i], "2026-03", 100); err != nil {
			t.Fatal(err)
		}
	}
	text, err := files.ReadFile("desk.yaml")
	if err != nil {
		t.Fatal(err)
	}
	end, last := days[len(days)-1].end, digest(t, s, days[len(days)-1].end)
	for _, c := range []struct {
		old, new string
		again    bool
	}{
		{"title: Small help desk", "title: The help desk", false},
		{"within: 2h,", "within: 90m,", true},
		{"within: 90m,", "within: 90m,", false},
	} {
		text = bytes.Replace(text, []byte(c.old), []byte(c.new), 1)
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "desk.yaml"), text, 0o644); err != nil {
			t.Fatal(err)
		}
		again, err := s.agree(os.DirFS(folder), "desk.yaml")
		if err != nil || again != c.again {
			t.Errorf("%s: read again %t, %v, want %t", c.new, again, err, c.again)
		}
		if got, want := digest(t, s, end), facts.digest(t, s.agreements["desk"], end); got != want {
			t.Errorf("%s: digest %x, want %x", c.new, got, want)
		}
	}
	if digest(t, s, end) == last {
		t.Error("other terms changed nothing")
	}
}

func TestDemo(t *testing.T) {
	var out strings.Builder
	if err := run([]string{"demo"}, &out); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Split(out.String(), "\n"); len(lines) < 60 || !strings.HasPrefix(lines[29], "2026-03-30  ") {
		t.Errorf("the demo prints\n%s", out.String())
	}
}
