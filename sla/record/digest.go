package record

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
)

// Digest is a SHA-256, written as 64 hexadecimal digits in lower case. The zero
// Digest is of nothing.
type Digest string

// Of gives the digest of data of one kind, such as "agreement" or "result". The same
// data of another kind has another digest.
//
// Hand over bytes that are always the same for the same content: the file as it was
// signed, or what Result.JSON writes.
func Of(kind string, data []byte) Digest {
	sum := sha256.New()
	sum.Write([]byte("upheld " + strconv.Quote(kind) + " 1\n"))
	sum.Write(data)
	return Digest(hex.EncodeToString(sum.Sum(nil)))
}

// OfAll gives one digest of many, such as the digests of all facts of a month. Their
// order does not matter; how often each occurs does. Its data are the sorted digests,
// each on a line of its own.
//
// Keep the list of digests. Then one ticket can be erased, and its digest in the list
// still proves the others.
func OfAll(kind string, digests ...Digest) Digest {
	lines := make([]string, len(digests))
	for i, d := range digests {
		if !d.valid() {
			d = Of("no digest", []byte(d)) // a text with line breaks could pass for several digests
		}
		lines[i] = string(d)
	}
	slices.Sort(lines)
	data := make([]byte, 0, 65*len(lines))
	for _, line := range lines {
		data = append(append(data, line...), '\n')
	}
	return Of(kind, data)
}

// valid reports whether d has the form of a digest.
func (d Digest) valid() bool {
	for _, c := range []byte(d) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(d) == 2*sha256.Size
}
