// Record asks OPA what its built-in functions answer, and writes the answers into the files of cases.
//
//	go run . ../../../testdata/rego/builtins/*.json
//
// A file is a JSON array of cases. Of a case only "call" (the built-in's name) and "args" (ground Rego terms) are
// written by hand; this program sets, anew at each run, one of "value" (a ground Rego term), "undefined" and "error"
// (the error's code, with "message"). The call is evaluated by OPA's own evaluator with strict built-in errors, on
// the terms as they are, so that arguments of a wrong type reach the built-in. A relation (walk) answers the array
// of all its results.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
)

type testCase struct {
	Call      string   `json:"call"`
	Args      []string `json:"args"`
	Value     string   `json:"value,omitempty"`
	Undefined bool     `json:"undefined,omitempty"`
	Error     string   `json:"error,omitempty"`
	Message   string   `json:"message,omitempty"`
}

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: record FILE...")
		os.Exit(2)
	}
	for _, path := range os.Args[1:] {
		if err := record(path); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", path, err)
			os.Exit(1)
		}
	}
}

func record(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var cases []testCase
	if err := json.Unmarshal(text, &cases); err != nil {
		return err
	}
	var out bytes.Buffer
	out.WriteString("[\n")
	for i, c := range cases {
		answered, err := answer(c)
		if err != nil {
			return fmt.Errorf("case %d, %s: %w", i, c.Call, err)
		}
		var line bytes.Buffer
		encoder := json.NewEncoder(&line)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(answered); err != nil {
			return err
		}
		out.Write(bytes.TrimRight(line.Bytes(), "\n"))
		if i+1 < len(cases) {
			out.WriteByte(',')
		}
		out.WriteByte('\n')
	}
	out.WriteString("]\n")
	return os.WriteFile(path, out.Bytes(), 0o644)
}

func answer(c testCase) (out testCase, err error) {
	out = testCase{Call: c.Call, Args: c.Args}
	defer func() {
		// Some arguments crash OPA. What is recorded then is no code of OPA's.
		if crash := recover(); crash != nil {
			out.Error, out.Message = "crash", fmt.Sprint(crash)
		}
	}()
	builtin, ok := ast.BuiltinMap[c.Call]
	if !ok {
		return out, errors.New("no such built-in")
	}
	if c.Call == "eq" || c.Call == "assign" {
		return out, errors.New("unification is no call")
	}
	if len(c.Args) != builtin.Decl.Arity() {
		return out, fmt.Errorf("%d arguments, not %d", len(c.Args), builtin.Decl.Arity())
	}
	terms := []*ast.Term{ast.NewTerm(builtin.Ref())}
	for _, arg := range c.Args {
		term, err := ast.ParseTerm(arg)
		if err != nil {
			return out, err
		}
		if !term.IsGround() {
			return out, fmt.Errorf("%s is no ground term", arg)
		}
		terms = append(terms, term)
	}
	x := ast.VarTerm("x")
	terms = append(terms, x)

	results, err := topdown.NewQuery(ast.NewBody(ast.NewExpr(terms))).
		WithCompiler(ast.NewCompiler()).
		WithStrictBuiltinErrors(true).
		Run(context.Background())
	if err != nil {
		var failure *topdown.Error
		if !errors.As(err, &failure) {
			out.Error, out.Message = "error", err.Error()
			return out, nil
		}
		out.Error, out.Message = failure.Code, failure.Message
		return out, nil
	}
	switch {
	case builtin.Relation:
		all := ast.NewArray()
		for _, result := range results {
			all = all.Append(result[x.Value.(ast.Var)])
		}
		out.Value = all.String()
	case len(results) == 0:
		out.Undefined = true
	default:
		out.Value = results[0][x.Value.(ast.Var)].String()
	}
	return out, nil
}
