package penalty_test

import (
	"errors"
	"fmt"

	"github.com/upheld/upheld/penalty"
)

// A form shows each problem next to the field that it is about.
func ExampleFieldError() {
	_, err := penalty.New(penalty.Spec{Unit: "EUR", Round: "half-evn"})
	var field *penalty.FieldError
	if errors.As(err, &field) {
		fmt.Println(field.Path, "|", field.Value, "|", errors.Is(field, penalty.ErrUnknown))
	}
	// Output:
	// round | half-evn | true
}
