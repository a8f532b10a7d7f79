//go:build duckdb

package main

import _ "github.com/duckdb/duckdb-go/v2" // the driver duckdb, which needs a C++ compiler and 70 MB

func init() {
	databases = append(databases, struct{ name, driver, source string }{"SQL in DuckDB", "duckdb", ""})
}
