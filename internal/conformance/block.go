package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/upheld/upheld/internal/casefile"
)

// context names the lists that entries of other lists of a topic refer to.
var context = []string{"tables"}

// block writes one entry of a list as a case file in memory, and runs the file. ok says
// that the file asks all that the entry expects; the entry is then reported. Otherwise
// why says what no case file can ask, and nothing is reported.
//
// The entry stands alone in its file, with the schedules and tables of the topic, so
// that no entry is judged by the mistake of another.
func (r *results) block(dir fs.FS, file, list, id string, entry json.RawMessage) (ok bool, why string) {
	alone, err := r.alone(dir, file, list, entry)
	if err != nil {
		return false, err.Error()
	}
	c := &corpus{files: map[string]*sheet{}, said: map[string]bool{}, left: map[[2]string]string{}, only: file}
	if err := writers[r.topic](alone, c); err != nil {
		return false, err.Error()
	}
	of := entryOf(r.topic, file, "") + "/"
	var reasons []string
	for key, because := range c.left {
		if strings.HasPrefix(key[0], of) {
			reasons = append(reasons, because)
		}
	}
	slices.Sort(reasons)
	if len(reasons) > 0 {
		why = reasons[0]
	}
	if i := slices.IndexFunc(reasons, func(s string) bool { return strings.HasPrefix(s, contradictory) }); i >= 0 {
		why = reasons[i]
	}
	if strings.HasPrefix(why, contradictory) { // whatever the library says is not what the entry expects
		r.fail(file, id, "read the answers", strings.TrimPrefix(why, contradictory), "answers that agree")
		return true, ""
	}
	if why != "" || !hasPrefix(c.said, of) {
		return false, why
	}
	var asked, got, want []string
	for _, name := range sortedKeys(c.files) {
		text := c.files[name].String()
		if !strings.Contains(text, "=>") {
			continue
		}
		ran, err := casefile.Suite{Files: fstest.MapFS{}}.Run(name, []byte(text))
		if err != nil {
			asked, got, want = append(asked, "read the case"), append(got, err.Error()), append(want, "a case")
			continue
		}
		for _, one := range ran.Cases {
			for _, m := range one.Mistakes {
				what, g, w := sides(m.Err.Error())
				asked, got, want = append(asked, what), append(got, g...), append(want, w...)
			}
		}
	}
	if len(asked) == 0 {
		r.pass()
		return true, ""
	}
	r.fail(file, id, strings.Join(asked, ", "), strings.Join(got, "; "), strings.Join(want, "; "))
	return true, ""
}

// orBlock reports one entry by a case file in memory. It is for the kinds of which a case
// file asks all; what it cannot write is reported as unsupported.
func (r *results) orBlock(dir fs.FS, file, list, id string, entry json.RawMessage) {
	if ok, why := r.block(dir, file, list, id, entry); !ok {
		r.unsupport(file, id, cmp.Or(why, "it asks for nothing that is known"))
	}
}

// blocks reports the entries of a list of a kind of which a case file asks all.
func (r *results) blocks(dir fs.FS, list string) entryRunner {
	return func(r *results, file string, entry json.RawMessage) {
		var named struct {
			Name string `json:"name"`
			ID   string `json:"id"`
		}
		if err := json.Unmarshal(entry, &named); err != nil {
			r.unsupport(file, "", err.Error())
			return
		}
		r.orBlock(dir, file, list, named.Name+named.ID, entry)
	}
}

// alone gives the files of a topic with one entry of one list. Lists to which the entry
// may refer, and what is no list of entries, stay.
func (r *results) alone(dir fs.FS, file, list string, entry json.RawMessage) (fs.FS, error) {
	if r.files == nil {
		r.files = map[string]map[string]json.RawMessage{}
		names, err := fs.Glob(dir, "*.json")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			var top map[string]json.RawMessage
			data, err := fs.ReadFile(dir, name)
			if err == nil {
				err = json.Unmarshal(data, &top)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			for key, raw := range top {
				switch {
				case slices.Contains(standard, key) && !slices.Contains(context, key):
					delete(top, key)
				case slices.Contains(sectioned, key):
					if top[key], err = json.Marshal(unlisted(raw)); err != nil {
						return nil, err
					}
				}
			}
			r.files[name] = top
		}
	}
	out := fstest.MapFS{}
	for name, top := range r.files {
		if name != file && !hasContext(top) {
			continue
		}
		kept := map[string]json.RawMessage{}
		for key, raw := range top {
			kept[key] = raw
		}
		if schedule := r.schedule(name, entry); schedule != nil { // the others cost time to read
			kept["schedules"] = schedule
		}
		if name == file {
			one, err := json.Marshal([]json.RawMessage{entry})
			if err != nil {
				return nil, err
			}
			section, member, nested := strings.Cut(list, "/")
			if nested {
				members := unlisted(top[section])
				members[member] = one
				if one, err = json.Marshal(members); err != nil {
					return nil, err
				}
			}
			kept[section] = one
		}
		data, err := json.Marshal(kept)
		if err != nil {
			return nil, err
		}
		out[path.Base(name)] = &fstest.MapFile{Data: data}
	}
	return out, nil
}

// sectioned are the members of the file of objective engines that have lists.
var sectioned = []string{"slo_generator", "kibana_sli", "burn_rate_windows"}

// unlisted gives the members of an object that are no lists. It is empty for what is no
// object.
func unlisted(raw json.RawMessage) map[string]json.RawMessage {
	members := map[string]json.RawMessage{}
	if json.Unmarshal(raw, &members) != nil || members == nil {
		return map[string]json.RawMessage{}
	}
	for name, member := range members {
		if bytes.HasPrefix(member, []byte("[")) {
			delete(members, name)
		}
	}
	return members
}

// schedule gives the schedule of a file that an entry names, as an object of schedules;
// nil if it names none.
func (r *results) schedule(file string, entry json.RawMessage) json.RawMessage {
	var named struct {
		Schedule string `json:"schedule"`
	}
	if json.Unmarshal(entry, &named) != nil || named.Schedule == "" {
		return nil
	}
	if r.schedules == nil {
		r.schedules = map[string]map[string]json.RawMessage{}
		for name, top := range r.files {
			var all map[string]json.RawMessage
			if json.Unmarshal(top["schedules"], &all) == nil {
				r.schedules[name] = all
			}
		}
	}
	schedule, known := r.schedules[file][named.Schedule]
	if !known {
		return nil
	}
	out, err := json.Marshal(map[string]json.RawMessage{named.Schedule: schedule})
	if err != nil {
		return nil
	}
	return out
}

func hasContext(top map[string]json.RawMessage) bool {
	return slices.ContainsFunc(context, func(key string) bool { return top[key] != nil })
}

func hasPrefix(said map[string]bool, prefix string) bool {
	for entry := range said {
		if strings.HasPrefix(entry, prefix) {
			return true
		}
	}
	return false
}

// sides takes a mistake of a case apart: what was asked, what came out, and what was
// expected. A mistake without sides is what came out.
func sides(text string) (asked string, got, want []string) {
	lines := strings.Split(text, "\n")
	for _, line := range lines[1:] {
		if said, ok := strings.CutPrefix(line, "    got  "); ok {
			got = append(got, said)
		}
		if expected, ok := strings.CutPrefix(line, "    want "); ok {
			want = append(want, expected)
		}
	}
	if len(got)+len(want) == 0 {
		return "run the case", []string{lines[0]}, []string{"a case that runs"}
	}
	return lines[0], got, want
}
