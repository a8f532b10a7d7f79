package main

type compositeCase struct {
	Kind string `json:"kind"`

	K       int         `json:"k"`
	Parts   []word      `json:"parts"`
	Period  word        `json:"period"`
	Outages [][][2]word `json:"outages"`
	Naive   word        `json:"naive_sum"` // a wrong answer that the library must not give
	asked
}

type allowanceCase struct {
	Target  word `json:"target_percent"`
	Period  string
	Minutes word `json:"minutes"`
	asked
}
