package main

import (
	"os"
	"testing"
)

// The cases kept in testdata run with every test: those of cases come from other
// systems, those of naive from arithmetic done instant by instant elsewhere.
func TestCases(t *testing.T) {
	for _, dir := range []string{"cases", "naive"} {
		for _, topic := range topics {
			if _, err := os.Stat("testdata/" + dir + "/" + topic.name); dir == "naive" && os.IsNotExist(err) {
				continue
			}
			t.Run(dir+"/"+topic.name, func(t *testing.T) {
				r := runTopic(os.DirFS("testdata/"+dir), topic.name, topic.run)
				for _, line := range r.lines {
					t.Error(line)
				}
				t.Log(r.summary())
				if r.run == 0 {
					t.Error("no case was run")
				}
			})
		}
	}
}
