package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/upheld/upheld/report"
)

// The page of the sample is kept. UPHELD_UPDATE=1 writes it anew: read the difference
// before it is committed.
func TestPageOfTheYear(t *testing.T) {
	for _, c := range []struct{ language, name string }{{"", "boston311-2015.html"}, {"zh-Hans", "boston311-2015.zh-Hans.html"}, {"", "boston311-2015-trend.html"}} {
		folder := t.TempDir()
		var out bytes.Buffer
		if err := run([]string{"-format", "html", "-lang", c.language, "-out", folder}, &out, &out); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(folder, c.name))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", c.name)
		if os.Getenv("UPHELD_UPDATE") != "" {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s differs; UPHELD_UPDATE=1 writes it anew", path)
		}
	}
	if err := run([]string{"-format", "pdf"}, &bytes.Buffer{}, &bytes.Buffer{}); err == nil {
		t.Error("an unknown format is no error")
	}
}

// The bands of time used and the types with most late requests of all requests of the
// year. They were counted request by request with another program for the drawing of the
// page: of Building Inspection Request 2177 of 2976 were late.
func TestYearOfAllRequests(t *testing.T) {
	c, tickets := requests(t)
	pages, err := c.pages(tickets)
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	for _, p := range pages {
		if err := p.view.Write(&page, report.Text); err != nil {
			t.Fatal(err)
		}
	}
	lines := strings.Join(strings.Fields(page.String()), " ")
	for _, want := range []string{
		"12 of 120 groups by type hold 65% of what went wrong",
		"Building Inspection Request 2177 799 of 2976 26.84% 11%",
		"Unsafe Dangerous Conditions 785 67 of 852 7.86%",
		"over 100% to 200% 5870 0", "over 200% to 400% 3939 0",
	} {
		if !strings.Contains(lines, want) {
			t.Errorf("no %q on the page", want)
		}
	}
}
