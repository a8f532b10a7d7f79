package rules_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// pages lists the pages whose commands a reader is asked to run.
var pages = []string{"README.md", "README.zh-Hans.md", "examples/first/README.md", "examples/first/README.zh-Hans.md", "examples/feeds/README.md", "examples/book/GUIDE.md",
	"examples/live/GUIDE.md", "examples/credits/GUIDE.md", "examples/testing/GUIDE.md", "examples/loops/GUIDE.md", "examples/corrections/GUIDE.md", "examples/scale/GUIDE.md"}

// block is a fenced block of a page.
type block struct {
	page, language, text string
	line                 int
}

// blocks lists the fenced blocks of a page, in order.
func blocks(t *testing.T, page string) []block {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		t.Fatal(err)
	}
	var all []block
	var open *block
	for i, line := range strings.Split(string(data), "\n") {
		language, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && open == nil:
			open = &block{page: page, language: language, line: i + 1}
		case fence:
			all = append(all, *open)
			open = nil
		case open != nil:
			open.text += line + "\n"
		}
	}
	if open != nil {
		t.Fatalf("%s:%d: the block is not closed", page, open.line)
	}
	return all
}

// first gives the first block of a language in a page, and the block after it.
func first(t *testing.T, page, language string) (found, after block) {
	t.Helper()
	all := blocks(t, page)
	i := slices.IndexFunc(all, func(b block) bool { return b.language == language })
	if i < 0 || i+1 == len(all) {
		t.Fatalf("%s has no %s block with a block after it", page, language)
	}
	return all[i], all[i+1]
}

// command runs a command in a folder and gives what it prints.
func command(t *testing.T, dir, line string) string {
	t.Helper()
	run := exec.Command("sh", "-c", line)
	run.Dir = dir
	var stderr bytes.Buffer
	run.Stderr = &stderr
	out, err := run.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", line, err, out, stderr.Bytes())
	}
	return string(out)
}

// The program of the README has at most forty lines, compiles in a module of its
// own and prints what the README says. The Chinese page shows the same program.
func TestReadmeProgram(t *testing.T) {
	t.Parallel() // it waits for another program, as do the two below
	program, want := first(t, "README.md", "go")
	if lines := strings.Count(program.text, "\n"); lines > 40 {
		t.Errorf("the program has %d lines, want at most 40", lines)
	}
	if chinese, output := first(t, "README.zh-Hans.md", "go"); chinese.text != program.text || output.text != want.text {
		t.Error("README.zh-Hans.md shows another program or another output than README.md")
	}

	here, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	gomod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	gosum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	own := strings.Replace(string(gomod), "module "+module, "module example.com/stranger", 1) +
		"\nrequire " + module + " v0.0.0\n\nreplace " + module + " => " + here + "\n"
	dir := t.TempDir()
	for name, text := range map[string]string{"main.go": program.text, "go.mod": own, "go.sum": string(gosum)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := command(t, dir, "go run ."); got != want.text {
		t.Errorf("the program prints\n%s\nthe README says\n%s", got, want.text)
	}
}

// elsewhere lists commands of the pages that a test cannot run: they need the
// network, or are the test itself. .ci/run runs the last.
var elsewhere = []string{
	"go get github.com/upheld/upheld",
	"git clone https://github.com/upheld/upheld && cd upheld",
	"go test ./...",
}

// Each command of the READMEs and of the guide runs, and prints what the page
// shows after it: all of it, or the lines around each line that is "…".
func TestCommandsOfThePages(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds and runs commands")
	}
	t.Parallel()
	check, err := os.ReadFile(filepath.Join(root, ".ci/run"))
	if err != nil {
		t.Fatal(err)
	}
	printed := map[string]string{} // by command: the pages share them
	var ran [][]string
	for _, page := range pages {
		var commands []string
		all := blocks(t, page)
		for i, b := range all {
			if b.language != "sh" {
				continue
			}
			lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(b.text, "\\\n", "")), "\n")
			shown := i+1 < len(all) && all[i+1].language == "text"
			if shown && len(lines) != 1 {
				t.Errorf("%s:%d: an output follows %d commands", page, b.line, len(lines))
				continue
			}
			for _, line := range lines {
				commands = append(commands, line)
				if slices.Contains(elsewhere, line) {
					continue
				}
				got, done := printed[line]
				switch {
				case !shown && !strings.Contains(string(check), line+"\n") && !strings.Contains(string(check), line+" "):
					t.Errorf("%s:%d: the page shows no output of %q, and .ci/run does not run the command", page, b.line, line)
				case !shown:
				case !done:
					got = command(t, root, line)
					printed[line] = got
					fallthrough
				default:
					shows(t, all[i+1], got)
				}
			}
		}
		ran = append(ran, commands)
	}
	if !slices.Equal(ran[0], ran[1]) || !slices.Equal(ran[2], ran[3]) {
		t.Errorf("the pages of one language have commands that those of the other have not:\n%q", ran)
	}
	if len(printed) < 3 {
		t.Errorf("only %d commands ran", len(printed))
	}
}

// shows reports a block that is not what a command printed.
func shows(t *testing.T, b block, got string) {
	t.Helper()
	rest := got
	for i, part := range strings.Split("\n"+b.text, "\n…\n") {
		if i == 0 {
			part = strings.TrimPrefix(part, "\n")
		}
		_, after, found := strings.Cut(rest, strings.TrimSuffix(part, "\n"))
		if !found {
			t.Errorf("%s:%d: the page shows\n%s\nthe command prints\n%s", b.page, b.line, part, got)
			return
		}
		rest = after
	}
	if !strings.Contains(b.text, "…\n") && b.text != got {
		t.Errorf("%s:%d: the page shows\n%s\nthe command prints\n%s", b.page, b.line, b.text, got)
	}
}

// The files that the guide shows are those that the program reads.
func TestTheGuideShowsItsFiles(t *testing.T) {
	for _, page := range pages[2:4] {
		for language, name := range map[string]string{"yaml": "agreement.yaml", "json": "facts.json", "go": "main.go"} {
			file, err := os.ReadFile(filepath.Join(root, "examples/first", name))
			if err != nil {
				t.Fatal(err)
			}
			found := 0
			for _, b := range blocks(t, page) {
				if b.language != language {
					continue
				}
				found++
				if !strings.Contains(string(file), b.text) {
					t.Errorf("%s:%d: %s does not hold\n%s", page, b.line, name, b.text)
				}
			}
			if found == 0 {
				t.Errorf("%s shows nothing of %s", page, name)
			}
		}
	}
}

// Guides of the folders of examples, which a reader finds from the README by task.
var guides = []string{"live", "credits", "testing", "loops", "corrections", "scale"}

// The code, terms and facts that a guide shows stand in files of its folder, so they
// compile and are read. A guide fits on two to three screens.
func TestGuidesShowTheirFiles(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range guides {
		page := "examples/" + name + "/GUIDE.md"
		if !strings.Contains(string(readme), "("+page+")") {
			t.Errorf("README.md has no link to %s", page)
		}
		shown := 0
		for _, b := range blocks(t, page) {
			if b.language == "sh" || b.language == "text" {
				continue
			}
			shown++
			if !holds(t, filepath.Join(root, "examples", name), b) {
				t.Errorf("%s:%d: no .%s file of the folder holds\n%s", page, b.line, b.language, b.text)
			}
		}
		if shown == 0 {
			t.Errorf("%s shows nothing of its files", page)
		}
		text, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(string(text), "\n"); lines > 130 {
			t.Errorf("%s has %d lines, want at most 130", page, lines)
		}
	}
}

// holds says whether a file of a folder, by its ending, has the text of a block.
func holds(t *testing.T, folder string, b block) bool {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*."+b.language))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), b.text) {
			return true
		}
	}
	return false
}

// COMPARE.md has the same fifteen situations for five kinds of tools. Each table has a
// cell in each column, and each cell says what it rests on, that nobody knows, or that
// the tool has nothing to decide. Keys that it names are keys of an agreement file.
func TestTheComparisonRestsOnSources(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(root, "COMPARE.md"))
	if err != nil {
		t.Fatal(err)
	}
	page := string(data)
	keys, err := os.ReadFile(filepath.Join(root, "sla/specfile/FILE.md"))
	if err != nil {
		t.Fatal(err)
	}
	rests := regexp.MustCompile(`( [SXDTC]|^\?|^–)$`)
	columns, cells, rows := 0, 0, map[string]bool{}
	for i, line := range strings.Split(page, "\n") {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| ---") {
			continue
		}
		row := strings.Split(strings.Trim(line, "| "), " | ")
		switch {
		case strings.HasPrefix(line, "| | "): // the head of a table
			columns = len(row) + 1
			row = nil
		case row[0] == "tool":
			columns, row = 0, nil // the sources
		case columns == 0:
			row = nil
		case len(row) == 3 && strings.Trim(row[0], "0123456789") == "":
			rows[row[0]] = true
			for _, word := range regexp.MustCompile("`[a-z-]+[:`]").FindAllString(row[2], -1) {
				if key := strings.Trim(word, "`:"); !bytes.Contains(keys, []byte("`"+key+"`")) && !bytes.Contains(keys, []byte(" "+key+": ")) {
					t.Errorf("COMPARE.md:%d: %q is no key or value of FILE.md", i+1, key)
				}
			}
			row = nil
		}
		if row == nil {
			continue
		}
		if len(row) != columns {
			t.Errorf("COMPARE.md:%d: %d cells, want %d", i+1, len(row), columns)
		}
		for _, cell := range row[1:] {
			cells++
			if !rests.MatchString(cell) {
				t.Errorf("COMPARE.md:%d: %q does not say what it rests on", i+1, cell)
			}
		}
	}
	if len(rows) != 15 || cells < 200 {
		t.Errorf("the page has %d situations and %d cells", len(rows), cells)
	}

	// Each table answers all fifteen, alone or as "2 to 8", and its tools are in Sources.
	tables, sources, _ := strings.Cut(page, "## Sources")
	tables = tables[strings.Index(tables, "## Help desks"):]
	kinds := strings.Split(tables, "\n## ")
	if len(kinds) != 5 {
		t.Errorf("the page compares %d kinds of tools", len(kinds))
	}
	numbers := regexp.MustCompile(`(?m)^\| (\d+)(?: to (\d+))? `)
	for _, kind := range kinds {
		title, _, _ := strings.Cut(strings.TrimPrefix(kind, "## "), "\n")
		next := 1
		for _, n := range numbers.FindAllStringSubmatch(kind, -1) {
			from, _ := strconv.Atoi(n[1])
			if from != next {
				t.Errorf("%s: situation %d follows %d", title, from, next-1)
			}
			if next = from + 1; n[2] != "" {
				to, _ := strconv.Atoi(n[2])
				next = to + 1
			}
		}
		if next != 16 {
			t.Errorf("%s ends with situation %d", title, next-1)
		}
		head := regexp.MustCompile(`(?m)^\| \| (.*) \|$`).FindStringSubmatch(kind)
		if title == "Clouds" || head == nil {
			continue
		}
		for _, tool := range strings.Split(head[1], " | ") {
			if !strings.Contains(sources, tool) {
				t.Errorf("%s: %s is not in Sources", title, tool)
			}
		}
	}
}

var space = regexp.MustCompile(`\s+`)

// A reader who has the README and go doc finds these answers: the README names a
// command, and what the command prints says it.
func TestAStrangerFindsTheRule(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []struct {
		question, command string
		answers           []string
	}{
		{"how a pause moves a due time", "go doc github.com/upheld/upheld/sla.PauseBasis", []string{
			`When a paused cycle goes on, the due instant of a target with a length moves later: under "overlap" by the open time in the pause, under "wall" by its whole length.`,
			"A target in days moves as DayPauses says, and a promised instant does not move.",
		}},
		{"how a save that closes a ticket is judged", "go doc github.com/upheld/upheld/sla.Event", []string{
			"An event that ends a cycle, by a stop, a reset or a cancel, changes neither the target that judges the cycle nor the cycle's group: what held before the event decides.",
			"hand the priority over as a correction: the event that set it, again, with its ID and a higher Seq.",
		}},
		{"how a credit is rounded", "go doc github.com/upheld/upheld/penalty", []string{
			"Then the total is rounded, once, and each line gets its share by the largest remainder, so that the lines add up to the total.",
			"An amount that rounding would lift over its cap becomes the cap rounded down.",
		}},
		{"what a reopened ticket does", "go doc github.com/upheld/upheld/sla.Reopen", []string{"Reopen says what becomes of a cycle that was stopped"}},
		{"what a change of priority does to the time used", "go doc github.com/upheld/upheld/sla.Retarget", []string{"Retarget says what becomes of the time already used"}},
		{"which period a ticket counts in", "go doc github.com/upheld/upheld/sla.Counts", []string{"Counts names the instant of a cycle that puts it into a period."}},
		{"which policies there are, and which are required", "go doc github.com/upheld/upheld/sla.Policies", []string{"New reports each one that the agreement depends on and does not state"}},
	} {
		if row := "| " + path.question + " | `" + path.command + "` |"; !strings.Contains(string(readme), row) {
			t.Errorf("the README has no row %q", row)
		}
		if testing.Short() {
			continue // go doc takes most of a second
		}
		says := space.ReplaceAllString(command(t, root, path.command), " ")
		for _, answer := range path.answers {
			if !strings.Contains(says, answer) {
				t.Errorf("%s does not say %q", path.command, answer)
			}
		}
	}
	rows := regexp.MustCompile("\\| `go doc [^`]*` \\|").FindAllString(string(readme), -1)
	if len(rows) != 7 {
		t.Errorf("the README has %d rows of go doc, and 7 are tried", len(rows))
	}
	for _, name := range []string{"sla/specfile/FILE.md", "sla/specfile/schema.json", "TERMS.md", "https://pkg.go.dev/github.com/upheld/upheld/sla"} {
		if !strings.Contains(string(readme), "("+name+")") {
			t.Errorf("the README does not link to %s", name)
		}
	}
}

// documents lists the pages of the repository that people read.
func documents(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"*.md", "*/*.md", "*/*/*.md"} {
		names, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			texts[name] = string(data)
		}
	}
	if len(texts) < 10 {
		t.Fatalf("only %d pages were read", len(texts))
	}
	return texts
}

var link = regexp.MustCompile(`\]\(([^)#:\s]*)(#[^)\s]*)?\)`)

// anchors gives the anchors of the headings of a page, as GitHub names them: in small
// letters, without punctuation, with a hyphen for each space.
func anchors(page string) map[string]bool {
	all, fenced := map[string]bool{}, false
	for line := range strings.Lines(page) {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fenced = !fenced
		}
		heading := strings.TrimLeft(line, "#")
		if fenced || heading == line || !strings.HasPrefix(heading, " ") {
			continue
		}
		name := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r):
				return unicode.ToLower(r)
			}
			return -1
		}, strings.TrimSpace(heading))
		anchor := name
		for i := 1; all[anchor]; i++ { // the same heading again
			anchor = fmt.Sprintf("%s-%d", name, i)
		}
		all[anchor] = true
	}
	return all
}

func TestAnchorsAreNamedAsGitHubNamesThem(t *testing.T) {
	got := anchors("# sla.Within\n\n```sh\n# no heading\n```\n## The whole file\n### What's *new*? (2)\n## The whole file\n#no heading\n## 协议文件：总览\n")
	want := []string{"slawithin", "the-whole-file", "whats-new-2", "the-whole-file-1", "协议文件总览"}
	for _, name := range want {
		if !got[name] {
			t.Errorf("%q is missing in %v", name, got)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Each link of a page to a file of the repository leads to a file or folder, and each
// link to an anchor leads to a heading of the page on which the anchor is.
func TestLinksOfThePages(t *testing.T) {
	files, places := 0, 0
	for name, text := range documents(t) {
		for _, found := range link.FindAllStringSubmatch(text, -1) {
			to := filepath.Join(filepath.Dir(name), found[1])
			if found[1] == "" {
				to = name
			} else {
				files++
			}
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s links to %s, which does not exist", name, found[1])
				continue
			}
			if found[2] == "" || filepath.Ext(to) != ".md" {
				continue
			}
			places++
			page, err := os.ReadFile(to)
			if err != nil {
				t.Fatal(err)
			}
			if !anchors(string(page))[found[2][1:]] {
				t.Errorf("%s links to %s%s, and no heading has this name", name, found[1], found[2])
			}
		}
	}
	if files < 50 || places < 300 {
		t.Errorf("only %d links to files and %d to headings were checked", files, places)
	}
}

// Phrases that readers have to read twice, each with what to write instead.
var unplain = map[string]string{
	`(?i)\bthere is none\b`:   "no X",
	`(?i)\bbut for\b`:         "except",
	`(?i)\bthat is one\b`:     "the noun",
	`(?i)\bbeside (it|the)\b`: "next to, with or and",
	`\b(is|are) that of\b`:    "the noun",
	`[a-z]\.\.(\s|$)`:         "one full stop",
}

// The pages are plain: none has a phrase of the list.
func TestPagesArePlain(t *testing.T) {
	for name, text := range documents(t) {
		if filepath.Base(name) == "FILE.md" {
			continue // made from the comments of the code
		}
		for pattern, instead := range unplain {
			if found := regexp.MustCompile(pattern).FindString(text); found != "" {
				t.Errorf("%s says %q: write %s", name, found, instead)
			}
		}
	}
}
