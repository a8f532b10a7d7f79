// Package starcheck loads the tables of results into a database, as report/TABLES.md
// says, and checks what the database then says. It is a module of its own, so that the
// library does not depend on a database.
package starcheck
