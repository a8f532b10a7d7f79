// Package specfile reads and writes agreements as files.
package specfile
