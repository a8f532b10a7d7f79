// Package weight states how much the library may add to a program that imports it.
// Its test builds the programs in testdata and compares them.
package weight

// Release is the Go release for which the figures hold, on linux/amd64. Other
// releases differ by a few percent.
const Release = "go1.26"

// MaxKiB bounds what sla adds, without debug information, to a program that already
// has decimals and dates. It is a little above the measured size, so that whoever
// adds more has to raise it.
const MaxKiB = 3_200

// TextKiB bounds what a report as text adds to a program that has sla and the JSON of a
// result.
const TextKiB = 650

// Linked lists the packages that sla adds, without packages of the module and
// internal packages of the standard library. SHA-256, for digests and fingerprints,
// adds the packages of crypto.
var Linked = []string{
	"crypto", "crypto/cipher", "crypto/fips140", "crypto/sha256", "crypto/subtle", "encoding/hex", "hash",
	"golang.org/x/exp/constraints", "hash/crc32", "maps", "unicode/utf16",
}
