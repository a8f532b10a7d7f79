package slatest_test

import (
	"testing"

	"github.com/upheld/upheld/sla/slatest"
)

func TestCases(t *testing.T) { slatest.Run(t, slatest.Dir("testdata")) }
