package main

import (
	"os"
	"testing"
)

// The cases kept in testdata run with every test.
func TestCases(t *testing.T) {
	for _, topic := range topics {
		t.Run(topic.name, func(t *testing.T) {
			r := runTopic(os.DirFS("testdata/cases"), topic.name, topic.run)
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
