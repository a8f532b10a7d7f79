// Package casefile reads and runs the case files of sla/slatest, which is its public
// face. The page of the language is sla/slatest/LANGUAGE.md.
package casefile
