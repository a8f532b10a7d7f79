package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
)

// results collects the outcomes of the cases of one topic.
type results struct {
	topic                            string
	run, passed, failed, unsupported int
	lines                            []string

	files, schedules map[string]map[string]json.RawMessage // see alone
}

func runTopic(cases fs.FS, name string, run func(fs.FS, *results)) *results {
	r := &results{topic: name}
	dir, err := fs.Sub(cases, name)
	if err != nil {
		r.fail(name, "", "read the folder", err, "a folder")
		return r
	}
	run(dir, r)
	return r
}

// pass reports one case that came out as expected.
func (r *results) pass() { r.run++; r.passed++ }

// fail reports one case with a wrong answer.
func (r *results) fail(file, id, asked string, got, want any) {
	r.run++
	r.failed++
	r.lines = append(r.lines, fmt.Sprintf("FAIL %s/%s %s: %s: got %v, want %v", r.topic, file, id, asked, got, want))
}

// unsupport reports one case that the public API cannot express.
func (r *results) unsupport(file, id, why string) {
	r.run++
	r.unsupported++
	r.lines = append(r.lines, fmt.Sprintf("UNSUPPORTED %s/%s %s: %s", r.topic, file, id, why))
}

func (r *results) clean() bool { return r.failed == 0 && r.unsupported == 0 }

func (r *results) summary() string {
	return fmt.Sprintf("%s: %d run, %d passed, %d failed, %d unsupported", r.topic, r.run, r.passed, r.failed, r.unsupported)
}

// load reads one JSON file of the topic into v and reports whether the file exists.
// A file that cannot be read is a failure.
func (r *results) load(dir fs.FS, name string, v any) bool {
	data, err := fs.ReadFile(dir, name)
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
		r.fail(path.Base(name), "", "read the file", err, "JSON")
		return false
	}
	return true
}
