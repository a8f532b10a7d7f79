// Package htmlcheck has no code. Its tests read the pages of package report with a parser
// of HTML, as a browser does, which the module github.com/upheld/upheld does without: this
// folder is a module of its own.
package htmlcheck
