// Package parallel learns streams of facts with several goroutines:
//
//	tally, err := parallel.Tally(ctx, agreement, parallel.Options{}, march, april)
//	result, err := tally.Result(sla.Month(2026, time.March), asOf)
//
// A stream gives facts and errors in turn, as an iter.Seq2. A slice, the rows of a
// query or the lines of a file make one. A reader of package feeds, which hands its
// facts to a function, becomes a stream in this way:
//
//	march := func(yield func(sla.Fact, error) bool) {
//		more := true
//		_, err := mapping.Read(func(f sla.Fact) { more = more && yield(f, nil) }, file)
//		if more && err != nil {
//			yield(nil, err)
//		}
//	}
//
// The tally is equal to the last byte to the tally of one goroutine, whatever the
// number of workers, streams and processors: a Tally is a group. So a period that is
// too large for one machine needs nothing else: each machine makes the tally of its own
// facts and stores MarshalBinary, and one machine merges what was stored.
package parallel

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/upheld/upheld/sla"
)

// Options say how Tally works. No figure depends on them. The zero Options use every
// processor and report no progress.
type Options struct {
	// Workers is how many goroutines learn facts, the caller's own included: 1 to 1024.
	// 0 is one for each processor that the program may use, runtime.GOMAXPROCS(0).
	Workers int
	// Progress is told how many facts have been learned so far, as a progress bar wants
	// it: after every 256 facts of a worker and at the end. The number never falls. Calls
	// come from several goroutines, one at a time, and no worker goes on while a call that
	// it made or waits for runs. Nil: nobody is told.
	Progress func(facts int64)
}

const (
	workersMax = 1024
	chunk      = 256 // facts that are handed over at once, and between two calls of Progress
)

// Tally learns all facts of the streams and gives their tally.
//
// Each stream is read by one goroutine, several streams at a time if there are several
// workers. Workers without a stream of their own take facts from the others, so one
// long stream keeps every worker busy, as long as reading is faster than learning. If
// reading is slow, give several streams, such as one for each file. A stream may use
// the memory of a fact again for its next fact; facts are not changed.
//
// A fact that cannot be evaluated is a finding of the tally, as with Tally.Add. The
// first error of a stream ends the work: Tally then gives no tally, and the error is a
// *sla.FieldError whose Path is the place of the error, such as streams[1][17], the
// eighteenth item of the second stream. A nil fact without an error is such an error
// too. If several streams fail at once, the errors are joined.
//
// If ctx ends, Tally gives no tally and an error that wraps context.Cause(ctx). A
// stream that waits for something, such as a network, has to heed ctx by itself: Tally
// returns after every stream has. It leaves no goroutine behind. A panic of a stream or
// of Progress becomes a panic of Tally.
func Tally(ctx context.Context, agreement *sla.Agreement, options Options, streams ...iter.Seq2[sla.Fact, error]) (*sla.Tally, error) {
	workers := options.Workers
	switch {
	case agreement == nil || !agreement.IsValid():
		return nil, fmt.Errorf("parallel: agreement: %w: write one that came from sla.New", sla.ErrMissing)
	case workers < 0 || workers > workersMax:
		return nil, fmt.Errorf("parallel: Workers: %d %w: write 1 to %d, or 0 for one for each processor", workers, sla.ErrRange, workersMax)
	case workers == 0:
		workers = min(runtime.GOMAXPROCS(0), workersMax)
	}
	for i, s := range streams {
		if s == nil {
			return nil, fmt.Errorf("parallel: %w", &sla.FieldError{Path: fmt.Sprintf("streams[%d]", i), Err: sla.ErrMissing})
		}
	}
	r := &run{ctx: ctx, streams: streams, progress: options.Progress, queue: make(chan *batch, 2*workers)}
	r.unread.Store(int64(len(streams)))
	if len(streams) == 0 {
		close(r.queue)
	}
	all := make([]worker, workers)
	for i := range all {
		all[i] = worker{run: r, tally: agreement.NewTally()}
	}
	r.learn(all)
	if err := r.err(workers); err != nil {
		return nil, fmt.Errorf("parallel: %w", err)
	}
	sum := all[0].tally
	for i := range all[1:] {
		if err := sum.Merge(all[i+1].tally); err != nil {
			return nil, fmt.Errorf("parallel: %w", err) // cannot be: they are of one agreement
		}
	}
	return sum, nil
}

// run is what the workers of one call share.
type run struct {
	ctx     context.Context
	streams []iter.Seq2[sla.Fact, error]
	next    atomic.Int64 // the first stream that nobody has begun to read
	unread  atomic.Int64 // streams that nobody has left; the queue is closed when it becomes 0
	ended   atomic.Int64 // workers that have ended by themselves
	idle    atomic.Int64 // workers that learn what others have read
	stopped atomic.Bool
	queue   chan *batch

	mu       sync.Mutex
	spare    []*batch
	failed   []failure
	panicked string // and where
	facts    int64  // learned and told
	progress func(int64)
}

type failure struct {
	stream, item int
	err          error
}

// learn lets the workers work, the first of them on the caller's own goroutine, and
// waits for all of them, also if the caller's stream panics.
func (r *run) learn(all []worker) {
	var others sync.WaitGroup
	for i := range all[1:] {
		others.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					r.mu.Lock()
					defer r.mu.Unlock()
					r.panicked = fmt.Sprintf("%v\n\n%s", p, debug.Stack())
				}
			}()
			all[i+1].work()
		})
	}
	func() {
		defer others.Wait()
		all[0].work()
	}()
	if r.panicked != "" {
		panic("parallel: " + r.panicked)
	}
}

// err says why there is no tally. A stream may end early because ctx ended, so nothing
// that was read by then counts as whole.
func (r *run) err(workers int) error {
	var all []error
	slices.SortFunc(r.failed, func(a, b failure) int { return a.stream - b.stream })
	for _, f := range r.failed {
		all = append(all, &sla.FieldError{Path: fmt.Sprintf("streams[%d][%d]", f.stream, f.item), Err: f.err})
	}
	if r.ctx.Err() != nil {
		all = append(all, fmt.Errorf("stopped after %d facts: %w", r.facts, context.Cause(r.ctx)))
	}
	if len(all) == 0 && int(r.ended.Load()) < workers {
		all = append(all, errors.New("a goroutine was ended by runtime.Goexit, so facts are missing"))
	}
	return errors.Join(all...)
}

func (r *run) fail(stream, item int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = append(r.failed, failure{stream, item, err})
	r.stopped.Store(true)
}

// stop reports whether the work has to end before its end.
func (r *run) stop() bool {
	if !r.stopped.Load() && r.ctx.Err() != nil {
		r.stopped.Store(true)
	}
	return r.stopped.Load()
}

// worker is one goroutine and what it has learned.
type worker struct {
	*run
	tally  *sla.Tally
	batch  *batch // of facts that another worker will learn
	untold int    // facts learned since progress was told
}

// work reads streams until each has a reader, then learns what others have read.
func (w *worker) work() {
	ended := false
	defer func() { // also if a stream panics or ends its goroutine
		if ended {
			w.ended.Add(1)
		} else {
			w.stopped.Store(true)
		}
	}()
	for {
		stream := int(w.next.Add(1)) - 1
		if stream >= len(w.streams) {
			break
		}
		w.read(stream)
	}
	w.idle.Add(1)
	for b := range w.queue {
		w.learnAll(b)
	}
	w.told()
	ended = true
}

// read reads one stream.
func (w *worker) read(stream int) {
	defer func() { // whatever happens, so that no worker waits for ever
		if w.unread.Add(-1) == 0 {
			close(w.queue)
		}
	}()
	if w.stop() {
		return
	}
	item := 0
	for f, err := range w.streams[stream] {
		if err == nil && missing(f) {
			err = fmt.Errorf("%w: write a fact, or an error", sla.ErrMissing)
		}
		if err != nil {
			w.fail(stream, item, err)
			return
		}
		if w.stop() {
			return
		}
		w.take(f)
		item++
	}
	if b := w.batch; b != nil {
		w.batch = nil
		w.learnAll(b)
	}
}

// take learns a fact, or copies it for workers that have less to do than they could.
// So a reader that is faster than the others learns as much as they do, and copies
// only what they learn.
func (w *worker) take(f sla.Fact) {
	if idle := int(w.idle.Load()); idle > 0 && len(w.queue) < 2*idle {
		if w.batch == nil {
			w.batch = w.blank()
		}
		if w.batch.copy(f) {
			if w.batch.full() {
				select {
				case w.queue <- w.batch:
				default: // another reader was faster
					w.learnAll(w.batch)
				}
				w.batch = nil
			}
			return
		}
	}
	w.tally.Add(f)
	w.count(1)
}

func (w *worker) learnAll(b *batch) {
	if w.stop() {
		return
	}
	w.count(b.addTo(w.tally))
	b.reset()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.spare = append(w.spare, b)
}

// blank gives a batch without facts.
func (w *worker) blank() *batch {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := len(w.spare)
	if n == 0 {
		return &batch{}
	}
	b := w.spare[n-1]
	w.spare = w.spare[:n-1]
	return b
}

func (w *worker) count(facts int) {
	if w.untold += facts; w.untold >= chunk {
		w.told()
	}
}

// told tells the progress of what was learned since.
func (w *worker) told() {
	if w.untold == 0 {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.facts += int64(w.untold)
	w.untold = 0
	if w.progress != nil {
		w.progress(w.facts)
	}
}
