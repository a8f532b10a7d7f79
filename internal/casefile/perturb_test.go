package casefile_test

import (
	"io/fs"
	"os"
	"testing"

	"github.com/upheld/upheld/internal/casefile"
)

// Every answer of the kit's own cases is looked at: a changed digit or word fails at
// its line.
func TestEachChangedAnswerIsNoticed(t *testing.T) {
	files := os.DirFS("../../sla/slatest/testdata")
	suite := casefile.Suite{Files: files}
	names, err := suite.Names()
	if err != nil {
		t.Fatal(err)
	}
	all := 0
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		changes, unnoticed, err := suite.Perturb(name, data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, m := range unnoticed {
			t.Errorf("%s:%v", name, m)
		}
		all += changes
	}
	if all < 150 {
		t.Errorf("only %d answers were changed", all)
	}
	t.Log(all, "changes")
}
