package report

import "strings"

// Ref names a thing that a page mentions and that may have a page of its own: a Ticket
// with its Objective and Cycle, an Incident, a Statement, an Agreement, or an Objective
// alone, which means the result in which the objective stands. The other fields are
// empty.
type Ref struct {
	Agreement string
	Objective string
	Ticket    string
	Cycle     int    // of the Ticket, from 1
	Incident  string // the cause of an entry of a ledger
	Statement string // its ID
}

// Link gives the view with links. The function gives the address of the page of a Ref, ""
// if it has none. An address is relative, or begins with http:// or https://; with every
// other address there is no link. Only HTML has links; nil is no links, which is also
// the default. Write calls the function: if several goroutines write the view, it must be
// safe for concurrent use.
func (v View) Link(to func(Ref) string) View {
	v.link = to
	return v
}

// safeAddress gives an address of a link, or "" if a browser could take the address for
// anything except a page: another scheme, or an address with spaces or characters that
// are not seen. Browsers drop tabs and line breaks, and read a backslash as a slash.
func safeAddress(address string) string {
	for _, r := range address {
		if r <= ' ' || r == '\\' || r == 0x7f || r == '\uFFFD' || clean(string(r)) != string(r) {
			return ""
		}
	}
	lower := strings.ToLower(address)
	if strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://") {
		return address
	}
	if colon := strings.IndexByte(address, ':'); colon >= 0 && !strings.ContainsAny(address[:colon], "/?#") {
		return "" // a scheme
	}
	return address
}
