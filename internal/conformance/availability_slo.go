package main

import (
	"encoding/json"
	"io/fs"
	"maps"
	"slices"
)

// engineLists are the lists of the file of objective engines.
var engineLists = []string{"slo_generator/cases", "slo_generator/rounding_probe", "kibana_sli/cases", "burn_rate_windows/engines",
	"burn_rate_windows/budget_consumed", "error_budget_examples", "budgeting_methods"}

// runEngines runs each figure of the file of objective engines.
func runEngines(dir fs.FS, r *results) {
	var file map[string]json.RawMessage
	if !r.load(dir, enginesFile, &file) {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(file)) {
		runSection(dir, r, name, file[name])
	}
}

// runSection runs a section that is a list, or the lists in it.
func runSection(dir fs.FS, r *results, name string, raw json.RawMessage) {
	var within map[string]json.RawMessage
	if json.Unmarshal(raw, &within) == nil {
		for _, list := range slices.Sorted(maps.Keys(within)) {
			runSection(dir, r, name+"/"+list, within[list])
		}
		return
	}
	var entries []json.RawMessage
	if json.Unmarshal(raw, &entries) != nil {
		return // a remark
	}
	run := r.blocks(dir, name)
	for _, entry := range entries {
		if slices.Contains(engineLists, name) {
			run(r, enginesFile, entry)
		} else {
			r.unsupport(enginesFile, name, "a list that this file does not have")
		}
	}
}
