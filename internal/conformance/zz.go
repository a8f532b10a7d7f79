package main

import "io/fs"

func writeAvailability(dir fs.FS, c *corpus) error { return nil }
