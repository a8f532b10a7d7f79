// Package weight says what the library may add to a program that imports it.
// Its test builds the two programs in testdata and compares them.
package weight

// Release is the Go release by which the figures hold, on linux/amd64. Others
// differ by a few percent.
const Release = "go1.26"

// MaxKiB bounds what sla adds to a program that has decimals and dates already,
// without debug information. It stands a little above what is measured, so that
// who adds more says why here.
const MaxKiB = 2_900

// Linked lists the packages that come with it, but for those of the module and
// internal ones of the standard library. SHA-256, for digests and fingerprints,
// brings the packages of crypto.
var Linked = []string{
	"crypto", "crypto/cipher", "crypto/fips140", "crypto/sha256", "crypto/subtle", "encoding/hex", "hash",
	"golang.org/x/exp/constraints", "hash/crc32", "maps", "unicode/utf16",
}
