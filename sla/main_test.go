package sla_test

import (
	"flag"
	"os"
	"runtime/debug"
	"testing"
)

// The laws make much garbage and keep little: to collect it less often saves a
// third of the time of the tests. Benchmarks measure with the usual setting.
func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.bench").Value.String() == "" {
		debug.SetGCPercent(400)
	}
	os.Exit(m.Run())
}
