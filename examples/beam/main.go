// Command beam evaluates agreements with Apache Beam: facts as JSON Lines in, a result for
// each agreement out.
//
//	go run . -demo boston
//	go run . -demo load -agreements 20 -tickets 500
//	go run . -input 'facts/*.jsonl' -agreement 'terms/*.yaml' -period 2026-03 -output results.jsonl
//
// Run it in its own folder, examples/beam: it is a module of its own, because the library
// needs no engine. README.md says how the same program runs on Flink, Spark and Dataflow,
// and when not to use it.
//
// A line of the input is {"agreement": "desk", "facts": {"tickets": [...]}}.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	_ "time/tzdata"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/textio"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal"

	"github.com/upheld/upheld/internal/load"
	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
	"github.com/upheld/upheld/sla/specfile"
)

var (
	runner  = flag.String("runner", "prism", "prism, universal, dataflow, flink or spark; see README.md")
	input   = flag.String("input", "", "the files of facts, JSON Lines; * is allowed")
	terms   = flag.String("agreement", "", "the agreement files; * is allowed")
	period  = flag.String("period", "", "the period to report, such as 2026-03")
	shards  = flag.Int("shards", 16, "how many workers can share one agreement")
	output  = flag.String("output", "", "the file of results, JSON Lines")
	demo    = flag.String("demo", "", "boston: the requests of examples/boston311; load: drawn agreements and tickets")
	data    = flag.String("data", "", "the folder of boston311_2015.csv.gz; the sample if absent")
	many    = flag.Int("agreements", 20, "of -demo load")
	tickets = flag.Int("tickets", 500, "of each agreement of -demo load")
)

func main() {
	flag.Parse()
	beam.Init()
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	if *demo != "" {
		folder, err := os.MkdirTemp("", "beam-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(folder)
		j, err := prepared(*demo, folder)
		if err != nil {
			return err
		}
		if err := j.run(ctx, *runner); err != nil {
			return err
		}
		return j.compare(out)
	}
	if *input == "" || *terms == "" || *period == "" || *output == "" {
		return errors.New("give -input, -agreement, -period and -output, or -demo")
	}
	files, err := filepath.Glob(*terms)
	if err != nil || len(files) == 0 {
		return fmt.Errorf("-agreement %s: no such file: %w", *terms, err)
	}
	j := job{input: *input, output: *output, period: *period, specs: map[string][]byte{}}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		spec, err := specfile.Parse(text)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		j.specs[spec.ID] = text
	}
	return j.run(ctx, *runner)
}

// job is a run: where facts come from, and what is asked of them.
type job struct {
	input, output, period string
	specs                 map[string][]byte
}

// run builds the pipeline and waits for its end.
func (j *job) run(ctx context.Context, runner string) error {
	for id := range j.specs { // a bad agreement is an error here and not on a worker
		if _, err := compiled(j.specs, id); err != nil {
			return err
		}
	}
	p, s := beam.NewPipelineWithRoot()
	lines := textio.Read(s, j.input)
	facts := beam.ParDo(s, &read{Shards: *shards}, lines)
	parts := beam.CombinePerKey(s, &learn{Specs: j.specs}, facts)
	tallies := beam.CombinePerKey(s, &join{Specs: j.specs}, beam.ParDo(s, &whole{}, parts))
	results := beam.ParDo(s, &report{Specs: j.specs, Period: j.period}, tallies)
	textio.Write(s, j.output, results)
	_, err := beam.Run(ctx, runner, p)
	return err
}

// prepared writes the input of a demonstration into a folder.
func prepared(demo, folder string) (*job, error) {
	j := &job{input: filepath.Join(folder, "facts-*.jsonl"), output: filepath.Join(folder, "results.jsonl"), specs: map[string][]byte{}}
	const shards = 8
	var files [shards]*os.File
	for i := range files {
		var err error
		if files[i], err = os.Create(filepath.Join(folder, fmt.Sprintf("facts-%d.jsonl", i))); err != nil {
			return nil, err
		}
		defer files[i].Close()
	}
	n := 0
	write := func(agreement string, facts sla.Facts) error {
		text, err := json.Marshal(facts)
		if err == nil {
			text, err = json.Marshal(line{agreement, text})
		}
		if err == nil {
			_, err = files[n%shards].Write(append(text, '\n'))
		}
		n++
		return err
	}
	switch demo {
	case "boston":
		return j, j.boston(write)
	case "load":
		return j, j.load(write)
	}
	return nil, fmt.Errorf("-demo %s: write boston or load", demo)
}

func (j *job) boston(write func(string, sla.Facts) error) error {
	folder := os.DirFS("../boston311")
	spec, err := os.ReadFile("../boston311/agreement.yaml")
	if err != nil {
		return err
	}
	j.specs["boston-311"], j.period = spec, "2015"
	mapping, err := feeds.OpenMapping(folder, "requests.map.yaml")
	if err != nil {
		return err
	}
	requests := "../boston311/sample/boston311_2015.csv"
	if *data != "" {
		requests = filepath.Join(*data, "boston311_2015.csv.gz")
	}
	file, err := os.Open(requests)
	if err != nil {
		return err
	}
	defer file.Close()
	var facts sla.Facts
	if _, err := mapping.Read(feeds.Into(&facts), file); err != nil {
		return err
	}
	for i := range facts.Tickets {
		if err := write("boston-311", sla.Facts{Tickets: facts.Tickets[i : i+1]}); err != nil {
			return err
		}
	}
	return nil
}

func (j *job) load(write func(string, sla.Facts) error) error {
	j.period = "2026-03"
	l := load.Load{Seed: 1, Tickets: *tickets, Outages: 5, Requests: 10, Late: 50, Open: 5}
	for i := range *many {
		spec := l.Spec(i)
		text, err := specfile.YAML(spec)
		if err != nil {
			return err
		}
		j.specs[spec.ID] = text
		for fact, err := range l.Stream(i) {
			if err != nil {
				return err
			}
			var one sla.Facts
			feeds.Into(&one)(fact)
			if err := write(spec.ID, one); err != nil {
				return err
			}
		}
	}
	return nil
}

// compare evaluates the same lines in one loop and compares the digests.
func (j *job) compare(out io.Writer) error {
	got, err := os.ReadFile(j.output)
	if err != nil {
		return err
	}
	digests := map[string]string{}
	for text := range strings.Lines(string(got)) {
		var r reported
		if err := json.Unmarshal([]byte(text), &r); err != nil {
			return err
		}
		digests[r.Agreement] = r.Digest
	}
	want, facts, err := j.plain()
	if err != nil {
		return err
	}
	same := 0
	for id := range want {
		if digests[id] == want[id] {
			same++
		} else {
			fmt.Fprintf(out, "%s: the pipeline gives %q, one loop %q\n", id, digests[id], want[id])
		}
	}
	fmt.Fprintf(out, "%d facts of %d agreements: %d digests equal those of one loop\n", facts, len(want), same)
	if same != len(want) || len(digests) != len(want) {
		return errors.New("the digests differ")
	}
	return nil
}

// plain evaluates the input in one loop.
func (j *job) plain() (digests map[string]string, facts int, err error) {
	files, err := filepath.Glob(j.input)
	if err != nil {
		return nil, 0, err
	}
	slices.Reverse(files) // another order
	l, last, states := &learn{Specs: j.specs}, &join{Specs: j.specs}, map[string]state{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, 0, err
		}
		lines := bufio.NewScanner(strings.NewReader(string(text)))
		for lines.Buffer(nil, 1<<24); lines.Scan(); facts++ {
			_, d, err := (&read{}).ProcessElement(lines.Text())
			if err != nil {
				return nil, 0, err
			}
			if states[d.Agreement], err = l.AddInput(states[d.Agreement], d); err != nil {
				return nil, 0, err
			}
		}
		if err := lines.Err(); err != nil {
			return nil, 0, err
		}
	}
	digests = map[string]string{}
	r := &report{Specs: j.specs, Period: j.period}
	for id, s := range states {
		body, err := last.ExtractOutput(s)
		if err != nil {
			return nil, 0, err
		}
		text, err := r.ProcessElement(id, body)
		if err != nil {
			return nil, 0, err
		}
		var one reported
		if err := json.Unmarshal([]byte(text), &one); err != nil {
			return nil, 0, err
		}
		digests[id] = one.Digest
	}
	return digests, facts, nil
}
