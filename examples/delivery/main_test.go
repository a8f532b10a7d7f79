package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/upheld/upheld/sla"
	"github.com/upheld/upheld/sla/specfile"
)

func judged(t *testing.T, folder fs.FS) (sla.Spec, *figures) {
	t.Helper()
	agreement, err := specfile.Open(files, "agreement.yaml", sla.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	orders, err := read(folder)
	if err != nil {
		t.Fatal(err)
	}
	result, err := judge(agreement, orders)
	if err != nil {
		t.Fatal(err)
	}
	return agreement.Spec(), summed(result)
}

// Every figure equals those that were worked out independently.
func TestDeliveryFiguresEqualTheExpected(t *testing.T) {
	root := os.Getenv("UPHELD_DATA")
	if root == "" {
		t.Skip("UPHELD_DATA does not say where the data are")
	}
	folder := os.DirFS(filepath.Join(root, "olist"))
	_, got := judged(t, folder)
	text, err := fs.ReadFile(folder, "expected.json")
	if err != nil {
		t.Skip(err)
	}
	var want figures
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if want.Delivered == 0 || len(want.ByMonth) == 0 {
		t.Fatal("nothing is expected")
	}
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("%+v\nwant %+v", *got, want)
	}
}

// folder holds orders written by hand.
func folder(t *testing.T, rows ...string) fs.FS {
	t.Helper()
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	text := "order_id,order_status,purchased,approved,handed_to_carrier,delivered,estimated_delivery\n" + strings.Join(rows, "\n")
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return fstest.MapFS{"orders.csv.gz": {Data: zipped.Bytes()}}
}

func TestDeliveryWorkedOutByHand(t *testing.T) {
	spec, got := judged(t, folder(t,
		"midnight,delivered,2018-02-28T23:59:59,,,2018-03-10T00:00:00,2018-03-10T00:00:00", // on both
		"morning,delivered,2018-03-01T00:00:00,,,2018-03-10T00:00:01,2018-03-10T00:00:00",  // on the day, after the instant
		"evening,delivered,2018-03-31T23:59:59,,,2018-04-10T23:59:59,2018-04-10T00:00:00",  // the last second of the day
		"next,delivered,2018-03-05T10:00:00,,,2018-03-11T00:00:00,2018-03-10T00:00:00",     // on neither
		"lost,delivered,2018-03-05T10:00:00,,,,2018-03-10T00:00:00",                        // only the word
		"sent back,canceled,2018-03-05T10:00:00,,,2018-03-06T00:00:00,2018-03-10T00:00:00", // only the instant
	))
	want := figures{Delivered: 4, ByDate: 3, ByTimestamp: 1, ByMonth: map[string]month{
		"2018-02": {ByDate: 1, ByTimestamp: 1, Total: 1},
		"2018-03": {ByDate: 2, ByTimestamp: 0, Total: 3},
	}}
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("%+v\nwant %+v", *got, want)
	}
	var out bytes.Buffer
	page(&out, spec, got)
	for _, line := range []string{
		"4 orders were delivered.\n",
		"Delivered by the end of the promised day: 3, 75%\n",
		"Delivered by the promised instant: 1, 25%\n",
		"2018-03           3             2      1      66.66%                0      3       0.00%\n",
	} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("%q is not on the page:\n%s", line, out.String())
		}
	}
}

func TestDeliveryOfNothing(t *testing.T) {
	spec, got := judged(t, folder(t))
	var out bytes.Buffer
	page(&out, spec, got)
	if got.Delivered != 0 || !strings.Contains(out.String(), "0 orders were delivered.") {
		t.Error(out.String())
	}
}
