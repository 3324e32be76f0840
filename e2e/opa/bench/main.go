// Measures one evaluation by OPA as a library: bench POLICY INPUT QUERY prints nanoseconds and the result.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

const (
	rounds    = 9
	roundTime = 100 * time.Millisecond
)

func main() {
	if len(os.Args) != 4 {
		fail(fmt.Errorf("usage: bench POLICY INPUT QUERY"))
	}
	policy, err := os.ReadFile(os.Args[1])
	fail(err)
	text, err := os.ReadFile(os.Args[2])
	fail(err)
	var input any
	fail(json.Unmarshal(text, &input))
	value, err := ast.InterfaceToValue(input)
	fail(err)

	ctx := context.Background()
	query, err := rego.New(rego.Query(os.Args[3]), rego.Module("policy.rego", string(policy))).PrepareForEval(ctx)
	fail(err)
	ask := func() rego.ResultSet {
		// The input is parsed already, as it is for the others.
		result, err := query.Eval(ctx, rego.EvalParsedInput(value))
		fail(err)
		return result
	}
	result := ask()
	if len(result) != 1 {
		fail(fmt.Errorf("%s is undefined", os.Args[3]))
	}

	times := make([]float64, rounds)
	for i := range times {
		count, begin := 0, time.Now()
		for time.Since(begin) < roundTime {
			ask()
			count++
		}
		times[i] = float64(time.Since(begin).Nanoseconds()) / float64(count)
	}
	slices.Sort(times)
	out, err := json.Marshal(map[string]any{"nanoseconds": times[rounds/2], "value": result[0].Expressions[0].Value})
	fail(err)
	fmt.Println(string(out))
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
