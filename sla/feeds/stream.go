package feeds

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/upheld/upheld/internal/fault"
)

// Bounds of what is held of a file.
const (
	windowMin = 64 << 10
	recordMax = 64 << 20 // one record
)

// stream is a window on a file that moves on as records are read.
type stream struct {
	r    io.Reader
	name string
	buf  []byte // unread
	room []byte // the memory of buf
	line int64  // of the first unread byte
	end  bool   // the reader has no more
}

// newStream opens an export. The name of a file is told by its method Name or Stat;
// else the export has its number. Compressed files are unpacked, and a byte order mark is skipped.
func newStream(r io.Reader, number int) (*stream, error) {
	s := &stream{r: r, name: "export " + strconv.Itoa(number)}
	switch named := r.(type) {
	case interface{ Name() string }:
		s.name = path.Base(filepath.ToSlash(named.Name()))
	case interface{ Stat() (fs.FileInfo, error) }:
		if info, err := named.Stat(); err == nil {
			s.name = info.Name()
		}
	}
	if err := s.more(); err != nil {
		return s, err
	}
	if bytes.HasPrefix(s.buf, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(bufio.NewReader(io.MultiReader(bytes.NewReader(bytes.Clone(s.buf)), r)))
		if err != nil {
			return s, err
		}
		*s = stream{r: unpacked, name: strings.TrimSuffix(s.name, ".gz")}
		if err := s.more(); err != nil {
			return s, err
		}
	}
	s.line = 1
	switch {
	case bytes.HasPrefix(s.buf, []byte("\uFEFF")):
		s.buf = s.buf[3:]
	case bytes.HasPrefix(s.buf, []byte{0xff, 0xfe}), bytes.HasPrefix(s.buf, []byte{0xfe, 0xff}):
		return s, fault.Because(fault.ErrSyntax, "the file is UTF-16; save it as UTF-8")
	}
	return s, nil
}

// more reads on, and makes the window wider if it is full. At the end of the file it
// sets end.
func (s *stream) more() error {
	if s.end {
		return nil
	}
	switch {
	case s.room == nil:
		s.room = make([]byte, windowMin)
	case len(s.buf) > len(s.room)/2:
		if len(s.room) >= 2*recordMax {
			return fault.Because(fault.ErrRange, "one record has more than %d bytes", recordMax)
		}
		wider := make([]byte, 2*len(s.room))
		s.buf, s.room = wider[:copy(wider, s.buf)], wider
	default:
		s.buf = s.room[:copy(s.room, s.buf)]
	}
	for range 100 {
		n, err := s.r.Read(s.room[len(s.buf):])
		s.buf = s.room[:len(s.buf)+n]
		switch {
		case errors.Is(err, io.EOF):
			s.end = true
			return nil
		case err != nil:
			return err
		case n > 0:
			return nil
		}
	}
	return io.ErrNoProgress
}

// advance drops the first n bytes, and counts their lines.
func (s *stream) advance(n int) {
	s.line += int64(bytes.Count(s.buf[:n], newline))
	s.buf = s.buf[n:]
}

var newline = []byte{'\n'}

// text gives the next line without its end, which it has not dropped, and the bytes to
// drop; n is 0 at the end of the file.
func (s *stream) text() (line []byte, n int, err error) {
	for from := 0; ; {
		if at := bytes.IndexByte(s.buf[from:], '\n'); at >= 0 {
			n = from + at + 1
			return bytes.TrimSuffix(s.buf[:n-1], []byte{'\r'}), n, nil
		}
		from = len(s.buf)
		if s.end {
			return bytes.TrimSuffix(s.buf, []byte{'\r'}), len(s.buf), nil
		}
		if err := s.more(); err != nil {
			return nil, 0, err
		}
	}
}

// errCut is the error of a file that ends in the middle.
var errCut = fault.Because(fault.ErrSyntax, "the file is cut: it ends within a record")
