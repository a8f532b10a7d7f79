package penalty_test

import (
	"errors"
	"fmt"

	"github.com/upheld/upheld/penalty"
)

// A program that shows problems beside the fields of a form takes them apart.
func ExampleFieldError() {
	_, err := penalty.New(penalty.Spec{Unit: "EUR", Round: "half-evn"})
	var field *penalty.FieldError
	if errors.As(err, &field) {
		fmt.Println(field.Path, "|", field.Value, "|", errors.Is(field, penalty.ErrUnknown))
	}
	// Output:
	// round | half-evn | true
}
