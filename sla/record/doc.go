// Package record chains digests of what was decided, so that years later anybody can
// see whether an agreement, the facts or a result is still the same.
//
// Three names to meet first:
//
//   - Record says by digests which agreement, which facts and which result belong
//     together, who decided, when and why. Each record has a number and the digest of
//     the record before it.
//   - Verify reports the first record that was changed, left out, repeated or put
//     elsewhere.
//   - Head is the number and the digest of a record. Keep the head of the last record
//     in another place, such as the letter to the customer. Without it nobody can see
//     that the last record was changed, or that the last records are gone.
//
// A digest proves that bytes are the same. It does not keep them: store the agreement,
// the facts and the result as well. Digests do not hide them either: a guessed short text
// can be checked by its digest.
//
// Each digest is over the bytes
//
//	upheld "KIND" 1
//	DATA
//
// so that a result cannot pass for an agreement, and other programs can work it out.
//
// The package has no clock and no store, and it imports no package of the module.
package record
