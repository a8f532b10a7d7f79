// The command filedoc makes the documentation of the agreement file from the
// comments of the Go types that the file fills:
//
//	go run ./internal/filedoc && go run ./internal/filedoc
//
// It writes sla/specfile/keys.tsv, the texts that the schema shows for keys and
// words; sla/specfile/schema.json, the schema for editors; and
// sla/specfile/FILE.md, the page with every key. The last two use the keys.tsv with
// which the command was built, so that a changed comment needs a second run.
//
// The schemas of facts, results, readings and explanations in sla/schema come from
// the functions that read and write their JSON. A test fails if a file is out of
// date.
package main

import (
	"flag"
	"log"
	"os"
	"path/filepath"

	"github.com/upheld/upheld/sla/specfile"
)

// The files that the command writes, below the folder of the module.
const (
	keysFile   = "sla/specfile/keys.tsv"
	schemaFile = "sla/specfile/schema.json"
	pageFile   = "sla/specfile/FILE.md"
)

func main() {
	log.SetFlags(0)
	root := flag.String("root", ".", "the folder of the module")
	flag.Parse()
	made, err := files(*root)
	if err != nil {
		log.Fatal(err)
	}
	for name, data := range made {
		if err := os.WriteFile(filepath.Join(*root, filepath.FromSlash(name)), data, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// files makes the contents of all files.
func files(root string) (map[string][]byte, error) {
	all, err := keys(root)
	if err != nil {
		return nil, err
	}
	text, err := page(root)
	if err != nil {
		return nil, err
	}
	made, err := schemas(root)
	if err != nil {
		return nil, err
	}
	made[keysFile], made[schemaFile], made[pageFile] = all, specfile.Schema(), text
	return made, nil
}
