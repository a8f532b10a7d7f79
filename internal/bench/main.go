// Command bench measures what this library does next to its floors and peers, in one
// run, and prints the table of ratios:
//
//	go -C internal/bench run .                           the table, in Markdown
//	go -C internal/bench run -tags duckdb .              with DuckDB, which needs a C++ compiler
//	go -C internal/bench run . -rows ticket -rounds 50   rows that have the word
//	go -C internal/bench run . -benchstat > new.txt      each round as a line for benchstat
//	go -C internal/bench run . -big                      with 10,000 objectives and 10,000 agreements
//
// All entries of a row run in turns, so that other work on the machine meets each of
// them; the table has the best round of each. A row of ten million tickets has one round. Judge the ratios, not the times. A test
// compares the answers of the peers with ours.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"strings"
	"time"
)

func main() {
	log.SetFlags(0)
	if err := run(os.Args[1:], os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	word := flags.String("rows", "", "only rows whose name has this word")
	rounds := flags.Int("rounds", 20, "rounds of each row")
	benchstat := flags.Bool("benchstat", false, "print each round as a line for benchstat")
	big := flags.Bool("big", false, "also sizes that take minutes")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *rounds < 1 || flags.NArg() > 0 {
		return fmt.Errorf("write -rounds with a number from 1 on, and nothing after the flags")
	}
	all, err := rows(*big)
	if err != nil {
		return err
	}
	if *benchstat {
		fmt.Fprintf(out, "goos: %s\n", machine(processor()))
	} else {
		fmt.Fprintf(out, "Measured with %s; the best of %d rounds.\n\n| what | ours | floor or peer | ratio |\n| --- | --- | --- | --- |\n", machine(processor()), *rounds)
	}
	for _, r := range all {
		if !strings.Contains(r.name, *word) {
			continue
		}
		best := r.measure(*rounds, func(who string, took time.Duration) {
			if *benchstat {
				fmt.Fprintf(out, "Benchmark%s/%s 1 %.1f ns/op\n", joined(r.name), joined(who), float64(took)/float64(r.items))
			}
		})
		if !*benchstat {
			fmt.Fprintln(out, r.line(best))
		}
	}
	if *benchstat || *word != "" {
		return nil
	}
	lines, err := states()
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n| tickets | late cycles | outages | counts of requests | bytes of the stored tally |\n| --- | --- | --- | --- | --- |\n%s\n", strings.Join(lines, "\n"))
	return nil
}

// measure runs all entries in turns and gives the best time of each, ours first.
func (r *row) measure(rounds int, tell func(who string, took time.Duration)) []time.Duration {
	if r.once {
		rounds = 1
	}
	entries := append([]entry{r.ours}, r.others...)
	best := make([]time.Duration, len(entries))
	for range rounds {
		for i, e := range entries {
			began := time.Now()
			e.run()
			took := time.Since(began)
			tell(e.name, took)
			if best[i] == 0 || took < best[i] {
				best[i] = took
			}
		}
	}
	return best
}

// line writes a row of the table.
func (r *row) line(best []time.Duration) string {
	var others, ratios []string
	for i, e := range r.others {
		others = append(others, e.name+" "+r.text(best[i+1]))
		ratios = append(ratios, ratio(float64(best[0])/float64(best[i+1])))
	}
	return fmt.Sprintf("| %s | %s for each %s | %s | %s |", r.name, r.text(best[0]), r.each, strings.Join(others, "; "), strings.Join(ratios, "; "))
}

// ratio writes how often our time is the time of another, with two digits, or as a part
// of it.
func ratio(of float64) string {
	switch {
	case of >= 10:
		return fmt.Sprintf("%.0f ×", of)
	case of >= 0.1:
		return fmt.Sprintf("%.2g ×", of)
	}
	return fmt.Sprintf("1/%.0f", 1/of)
}

// text writes the time of one item with three digits.
func (r *row) text(all time.Duration) string {
	switch ns := float64(all) / float64(r.items); {
	case ns < 1e3:
		return fmt.Sprintf("%.3g ns", ns)
	case ns < 1e6:
		return fmt.Sprintf("%.3g µs", ns/1e3)
	default:
		return fmt.Sprintf("%.3g ms", ns/1e6)
	}
}

// joined writes a name as benchstat reads it.
func joined(name string) string { return strings.NewReplacer(" ", "-", ",", "").Replace(name) }

// processor names the processor, if the system tells.
func processor() string {
	data, _ := os.ReadFile("/proc/cpuinfo")
	for line := range bytes.Lines(data) {
		if name, is := bytes.CutPrefix(line, []byte("model name")); is {
			return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(string(name)), ":"))
		}
	}
	return "an unknown processor"
}
