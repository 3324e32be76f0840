// Command record-programs writes into files of small programs what OPA says of each: the values of its query, or the
// first error. A program without a query is only compiled.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"
)

type program struct {
	Name    string         `json:"name"`
	Version string         `json:"version"`
	Modules []string       `json:"modules"`
	Query   string         `json:"query,omitempty"`
	Input   *any           `json:"input,omitempty"`
	Data    map[string]any `json:"data,omitempty"`
	Opa     answer         `json:"opa"`
}

type answer struct {
	Accepts bool   `json:"accepts,omitempty"`
	Values  *[]any `json:"values,omitempty"`
	Error   *fault `json:"error,omitempty"`
}

type fault struct {
	Code    string `json:"code"`
	File    string `json:"file,omitempty"`
	Row     int    `json:"row,omitempty"`
	Col     int    `json:"col,omitempty"`
	Message string `json:"message"`
}

func failed(err error) answer {
	var all ast.Errors
	if errors.As(err, &all) && len(all) > 0 {
		found := fault{Code: all[0].Code, Message: all[0].Message}
		if at := all[0].Location; at != nil {
			found.File, found.Row, found.Col = at.File, at.Row, at.Col
		}
		return answer{Error: &found}
	}
	var stopped *topdown.Error
	if errors.As(err, &stopped) {
		found := fault{Code: stopped.Code, Message: stopped.Message}
		if at := stopped.Location; at != nil {
			found.File, found.Row, found.Col = at.File, at.Row, at.Col
		}
		return answer{Error: &found}
	}
	panic(err)
}

func ask(p program) answer {
	version := ast.RegoV1
	if p.Version == "v0" {
		version = ast.RegoV0
	}
	modules := map[string]*ast.Module{}
	for i, text := range p.Modules {
		name := fmt.Sprintf("m%d.rego", i)
		module, err := ast.ParseModuleWithOpts(name, text, ast.ParserOptions{RegoVersion: version})
		if err != nil {
			return failed(err)
		}
		modules[name] = module
	}
	compiler := ast.NewCompiler().WithDefaultRegoVersion(version).WithEnablePrintStatements(true)
	if compiler.Compile(modules); compiler.Failed() {
		return failed(compiler.Errors)
	}
	if p.Query == "" {
		return answer{Accepts: true}
	}
	data := p.Data
	if data == nil {
		data = map[string]any{}
	}
	options := []func(*rego.Rego){
		rego.SetRegoVersion(version), rego.Compiler(compiler), rego.Query(p.Query), rego.Store(inmem.NewFromObject(data)),
	}
	if p.Input != nil {
		options = append(options, rego.Input(*p.Input))
	}
	rows, err := rego.New(options...).Eval(context.Background())
	if err != nil {
		return failed(err)
	}
	values := []any{}
	for _, row := range rows {
		values = append(values, row.Expressions[0].Value)
	}
	return answer{Values: &values}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	for _, path := range os.Args[1:] {
		text, err := os.ReadFile(path)
		check(err)
		var programs []program
		check(json.Unmarshal(text, &programs))
		var out bytes.Buffer
		out.WriteString("[\n")
		for i, p := range programs {
			p.Opa = ask(p)
			var line bytes.Buffer
			encoder := json.NewEncoder(&line)
			encoder.SetEscapeHTML(false)
			check(encoder.Encode(p))
			out.Write(bytes.TrimSuffix(line.Bytes(), []byte("\n")))
			if i+1 < len(programs) {
				out.WriteString(",")
			}
			out.WriteString("\n")
		}
		out.WriteString("]\n")
		check(os.WriteFile(path, out.Bytes(), 0o644))
	}
}
