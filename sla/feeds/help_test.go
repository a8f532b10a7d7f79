package feeds_test

import (
	"io"
	"strings"
	"testing"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/feeds"
)

type reader func(add func(sla.Fact), exports ...io.Reader) (feeds.Intake, error)

// collect reads texts and collects the facts.
func collect(t testing.TB, read reader, texts ...string) (facts sla.Facts, summary feeds.Intake, err error) {
	t.Helper()
	var exports []io.Reader
	for _, text := range texts {
		exports = append(exports, strings.NewReader(text))
	}
	summary, err = read(feeds.Into(&facts), exports...)
	return facts, summary, err
}
