package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// ask asks a server for its pages as a browser does, and prints what it got. It stops
// at the first answer that is not as it has to be. If a folder is given, it keeps the
// desk, the ticket and the incident there.
func ask(address, folder string, out io.Writer) error {
	// follow no redirect, because it is the answer
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	for _, q := range []struct {
		method, path, host, origin string
		status                     int
		has                        string // a text of the answer
		keep                       string // the name of its file
	}{
		{"GET", "/", "", "", http.StatusOK, "/desk", ""},
		{"GET", "/renew.js", "", "", http.StatusOK, "/changes", ""},
		{"GET", "/desk", "", "", http.StatusOK, "INC-4148", "dashboard-desk.html"},
		{"GET", "/ticket/INC-4113/resolution", "", "", http.StatusOK, "INC-4113", "dashboard-ticket.html"},
		{"GET", "/ticket/INC-4113/no-such", "", "", http.StatusNotFound, "", ""},
		{"GET", "/incident/OUT-31", "", "", http.StatusOK, "OUT-31", "dashboard-incident.html"},
		{"GET", "/incident/OUT-32", "", "", http.StatusNotFound, "", ""}, // it begins a day later
		{"GET", "/incident/OUT-99", "", "", http.StatusNotFound, "", ""},
		{"GET", "/desk", "desk.example:80", "", http.StatusForbidden, "", ""},
		{"POST", "/pause", "", address, http.StatusSeeOther, "", ""},
		{"POST", "/pause", "", "http://desk.example", http.StatusForbidden, "", ""},
		{"POST", "/hour", "", "", http.StatusForbidden, "", ""},
	} {
		request, err := http.NewRequest(q.method, address+q.path, nil)
		if err != nil {
			return err
		}
		if q.host != "" {
			request.Host = q.host
		}
		if q.origin != "" {
			request.Header.Set("Origin", q.origin)
		}
		answer, err := client.Do(request)
		if err != nil {
			return err
		}
		body, err := io.ReadAll(answer.Body)
		if err := errors.Join(err, answer.Body.Close()); err != nil {
			return err
		}
		if answer.StatusCode != q.status || !strings.Contains(string(body), q.has) {
			return fmt.Errorf("%s %s: %s, want %d and %q", q.method, q.path, answer.Status, q.status, q.has)
		}
		if folder != "" && q.keep != "" {
			if err := os.WriteFile(filepath.Join(folder, q.keep), body, 0o666); err != nil {
				return err
			}
		}
		fmt.Fprintf(out, "%-4s %-28s %s\n", q.method, q.path, answer.Status)
	}
	return nil
}
