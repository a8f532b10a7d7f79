package feeds

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// keyTexts says what each key of a mapping means.
var keyTexts = map[string]string{
	"feed":         "The version of the format of mappings.",
	"tables":       "Mappings of several tables. Each file is read by the table whose columns it has.",
	"rows":         "What a row is.",
	"delimiter":    "What separates cells. Without it, the header decides.",
	"records":      "Where in JSON the list of rows is, such as data.items, or heartbeats.* for lists below each key.",
	"zone":         "The zone of times without an offset, such as Europe/Berlin or UTC. Without it, such times are an error.",
	"layouts":      "How times are written: layouts of Go's time package, such as 02/01/2006 15:04, or unix, unix-ms, unix-us, unix-ns. Without it, ISO 8601.",
	"empty":        "Texts that mean that a cell is empty.",
	"words":        "Texts to replace, by column: the new text of each text.",
	"where":        "The rows to read: values by column, or { not: values }.",
	"limit":        "The number of rows after which the source cuts its exports; as many rows are a finding.",
	"id":           "The identifier: of the ticket in tickets, changes and events, else of the outage, state or exclusion.",
	"at":           "The column of the instant.",
	"attrs":        "Attributes, with their values.",
	"events":       "Events that happen once in a ticket, with the columns of their instants.",
	"event":        "The name of the event.",
	"set":          "Attributes that the event sets, with their values.",
	"field":        "The column of the name of the field that changed.",
	"from":         "In changes, the column of the old value; else the start.",
	"to":           "In changes, the column of the new value; else the end. An empty end is still going on.",
	"seq":          "The column of a whole number that orders rows of one instant, the lowest first. Without it, the order of the file counts.",
	"change":       "The identifier of the change. A later row with the same identifier corrects it.",
	"only":         "The fields whose changes are read: a list, or the new name of each field.",
	"grouped":      "true if all rows of a ticket follow one another, so that less memory is needed.",
	"of":           "The service, or the thing that is counted or measured.",
	"is":           "The state from then on.",
	"was":          "The state before.",
	"share":        "The part of the service or of its users that was affected, such as 30%.",
	"detected":     "When the outage was detected.",
	"reported":     "When the outage was reported.",
	"ticketed":     "When the outage got a ticket.",
	"acknowledged": "When the outage was acknowledged.",
	"good":         "The number of good events.",
	"bad":          "The number of events that were not good.",
	"total":        "The number of all events.",
	"value":        "The number measured.",
	"ticket":       "The ticket that the exclusion is about.",
	"clock":        "The clock that the exclusion is about.",
	"day":          "A date that is excluded as a whole, in place of from and to.",
	"reason":       "Why the time does not count.",
	"approved":     "Who approved the exclusion.",
	"noticed":      "When the exclusion was announced.",
	"period":       "The period that was billed, such as 2026-03.",
	"amount":       "The amount that was billed.",
	"unit":         "The currency or other unit of the amount.",
}

// Schema gives a JSON Schema (draft 2020-12) of mapping files, for editors. It equals
// schema.json in this folder. It does not check columns, layouts and zones;
// OpenMapping does.
func Schema() []byte {
	type object = map[string]any
	ref := func(name string) object { return object{"$ref": "#/$defs/" + name} }
	closed := func(properties object, required ...string) object {
		o := object{"type": "object", "properties": properties, "additionalProperties": false}
		if len(required) > 0 {
			o["required"] = slices.Sorted(slices.Values(required))
		}
		return o
	}
	of := func(all object) object { return object{"type": "object", "additionalProperties": all} }
	some := func(choices ...object) object { return object{"anyOf": choices} }
	texts := some(ref("text"), object{"type": "array", "items": ref("text")})
	forms := map[string]object{
		"delimiter": {"enum": []string{"comma", "semicolon", "tab", "pipe"}},
		"records":   ref("text"),
		"zone":      ref("text"),
		"layouts":   texts,
		"empty":     texts,
		"words":     of(of(ref("text"))),
		"where":     of(some(texts, closed(object{"not": texts}, "not"))),
		"limit":     {"type": []string{"integer", "string"}},
		"grouped":   {"enum": []string{"true", "false"}},
		"only":      some(texts, of(ref("text"))),
		"attrs":     of(ref("value")),
		"set":       of(ref("value")),
		"events":    of(some(ref("text"), closed(object{"at": ref("text"), "seq": ref("text")}, "at"))),
	}
	defs := object{
		"text": object{"type": []string{"string", "number", "boolean"}},
		"value": object{"description": "A column, { text: a text with {columns} in braces } or { date: a column }.",
			"anyOf": []object{ref("text"), closed(object{"text": ref("text")}, "text"), closed(object{"date": ref("text")}, "date")}},
	}
	told := func(key string, form object) object {
		o := object{"description": keyTexts[key]}
		for k, v := range form {
			o[k] = v
		}
		return o
	}
	alone, within := []object{}, []object{}
	for _, kind := range rowKinds {
		properties := object{"rows": object{"const": kind, "description": keyTexts["rows"]}}
		required := []string{"rows"}
		for _, key := range commonKeys[1:] {
			properties[key] = told(key, forms[key])
		}
		for _, key := range strings.Fields(rowKeys[kind]) {
			key, needed := strings.CutSuffix(key, "!")
			form := forms[key]
			if form == nil {
				form = ref("value")
			}
			if properties[key] = told(key, form); needed {
				required = append(required, key)
			}
		}
		defs[kind] = closed(properties, required...)
		within = append(within, ref(kind))
		top := object{"feed": object{"const": feedVersion, "description": keyTexts["feed"]}}
		for key, form := range properties {
			top[key] = form
		}
		alone = append(alone, closed(top, append(slices.Clone(required), "feed")...))
	}
	several := closed(object{"feed": object{"const": feedVersion, "description": keyTexts["feed"]},
		"tables": told("tables", object{"type": "array", "items": some(within...)})}, "feed", "tables")
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode(object{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Mapping of tables to facts",
		"anyOf": append(alone, several), "$defs": defs,
	})
	if err != nil {
		return nil // not reached: the tree has texts, lists and objects only
	}
	return out.Bytes()
}
