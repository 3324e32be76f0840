// Command record-syntax writes into files of texts what OPA says of each: the tree it reads, or why it refuses.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"sort"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

type text struct {
	Text    string `json:"text"`
	Version string `json:"version"`
	Query   bool   `json:"query"`
}

type fault struct {
	Message string `json:"message"`
	Row     int    `json:"row"`
	Col     int    `json:"col"`
}

func q(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(s)
	return strings.TrimSuffix(strings.ReplaceAll(strings.ReplaceAll(b.String(), "\\u2028", "\u2028"), "\\u2029", "\u2029"), "\n")
}

func list(ts []*ast.Term) string {
	var p []string
	for _, t := range ts {
		p = append(p, term(t))
	}
	return strings.Join(p, " ")
}
func v(x ast.Var) string {
	if x.IsWildcard() {
		return "_"
	}
	return string(x)
}
func term(t *ast.Term) string { return value(t.Value) }
func value(x ast.Value) string {
	switch x := x.(type) {
	case ast.Null:
		return "null"
	case ast.Boolean:
		return fmt.Sprint(bool(x))
	case ast.Number:
		return string(x)
	case ast.String:
		return q(string(x))
	case ast.Var:
		return v(x)
	case ast.Ref:
		if len(x) == 1 {
			return term(x[0])
		}
		return "(ref " + list(x) + ")"
	case *ast.Array:
		var p []string
		x.Foreach(func(t *ast.Term) { p = append(p, term(t)) })
		return "[" + strings.Join(p, " ") + "]"
	case ast.Set:
		if x.Len() == 0 {
			return "(call set)"
		}
		var p []string
		x.Foreach(func(t *ast.Term) { p = append(p, term(t)) })
		sort.Strings(p)
		p = slices.Compact(p)
		return "{" + strings.Join(p, " ") + "}"
	case ast.Object:
		var p []string
		x.Foreach(func(k, w *ast.Term) { p = append(p, term(k)+":"+term(w)) })
		sort.Strings(p)
		return "{:" + strings.Join(p, " ") + "}"
	case ast.Call:
		return "(call " + list(x) + ")"
	case *ast.ArrayComprehension:
		return "[| " + term(x.Term) + " " + body(x.Body) + "]"
	case *ast.SetComprehension:
		return "{| " + term(x.Term) + " " + body(x.Body) + "}"
	case *ast.ObjectComprehension:
		return "{:| " + term(x.Key) + ":" + term(x.Value) + " " + body(x.Body) + "}"
	case *ast.TemplateString:
		var p []string
		for _, part := range x.Parts {
			switch part := part.(type) {
			case *ast.Term:
				if s, ok := part.Value.(ast.String); ok {
					p = append(p, q(string(s)))
				} else {
					p = append(p, "{"+term(part)+"}")
				}
			case *ast.Expr:
				p = append(p, "{"+expr(part)+"}")
			}
		}
		return "($ " + strings.Join(p, " ") + ")"
	}
	panic(fmt.Sprintf("%T", x))
}
func body(b ast.Body) string {
	var p []string
	for _, x := range b {
		p = append(p, expr(x))
	}
	return "<" + strings.Join(p, "; ") + ">"
}
func expr(x *ast.Expr) string {
	var s string
	switch t := x.Terms.(type) {
	case *ast.Term:
		s = term(t)
	case []*ast.Term:
		s = "(call " + list(t) + ")"
	case *ast.SomeDecl:
		if len(t.Symbols) == 1 {
			if c, ok := t.Symbols[0].Value.(ast.Call); ok {
				s = "(some-in " + list(c[1:]) + ")"
				break
			}
		}
		s = "(some " + list(t.Symbols) + ")"
	case *ast.Every:
		k := ""
		if t.Key != nil {
			k = term(t.Key) + " "
		}
		s = "(every " + k + term(t.Value) + " " + term(t.Domain) + " " + body(t.Body) + ")"
	case *ast.Not:
		s = "(not-body" + br(t.ExplicitBody) + " " + body(t.Body) + ")"
	case *ast.LogicalAnd:
		s = "(logical-and " + br(t.ExplicitLhs) + body(t.Lhs) + " " + br(t.ExplicitRhs) + body(t.Rhs) + ")"
	case *ast.LogicalOr:
		s = "(logical-or " + br(t.ExplicitLhs) + body(t.Lhs) + " " + br(t.ExplicitRhs) + body(t.Rhs) + ")"
	default:
		panic(fmt.Sprintf("%T", t))
	}
	if x.Negated {
		s = "(not " + s + ")"
	}
	for _, w := range x.With {
		s += " (with " + term(w.Target) + " " + term(w.Value) + ")"
	}
	return s
}
func br(b bool) string {
	if b {
		return "!"
	}
	return ""
}
func rule(r *ast.Rule) string {
	s := "rule"
	if r.Default {
		s = "default"
	}
	h := r.Head
	ref := h.Ref()
	s += " ref=" + list(ref)
	if len(h.Args) > 0 {
		s += " args=(" + list(h.Args) + ")"
	}
	if h.Value == nil {
		s += " contains=" + term(h.Key)
	} else {
		s += " value=" + term(h.Value)
	}
	s += " " + body(r.Body)
	for e := r.Else; e != nil; e = e.Else {
		s += " else=" + term(e.Head.Value) + " " + body(e.Body)
	}
	return s
}
func module(m *ast.Module) string {
	p := []string{"package " + list(m.Package.Path[1:])}
	for _, im := range m.Imports {
		s := "import " + list(im.Path.Value.(ast.Ref))
		if im.Alias != "" {
			s += " as " + v(im.Alias)
		}
		p = append(p, s)
	}
	for _, r := range m.Rules {
		p = append(p, rule(r))
	}
	for _, c := range m.Comments {
		p = append(p, "#"+string(c.Text))
	}
	return strings.Join(p, "\n")
}

func ask(t text) answer {
	version := ast.RegoV1
	if t.Version == "v0" {
		version = ast.RegoV0
	}
	var err error
	if t.Query {
		var b ast.Body
		if b, err = ast.ParseBodyWithOpts(t.Text, ast.ParserOptions{SkipRules: true, RegoVersion: version}); err == nil {
			return answer{Tree: body(b)}
		}
	} else {
		var m *ast.Module
		if m, err = ast.ParseModuleWithOpts("", t.Text, ast.ParserOptions{RegoVersion: version}); err == nil {
			return answer{Tree: module(m)}
		}
	}
	var all ast.Errors
	var one *ast.Error
	switch {
	case errors.As(err, &all) && len(all) > 0:
		one = all[0]
	case errors.As(err, &one):
	default:
		return answer{Error: &fault{Message: err.Error()}}
	}
	f := &fault{Message: one.Message}
	if one.Location != nil {
		f.Row, f.Col = one.Location.Row, one.Location.Col
	}
	return answer{Error: f}
}

type answer struct {
	Tree  string `json:"tree,omitempty"`
	Error *fault `json:"error,omitempty"`
}

type recorded struct {
	text
	Opa answer `json:"opa"`
}

func record(path string) error {
	old, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	for line := range bytes.Lines(old) {
		var c recorded
		if err := json.Unmarshal(line, &c); err != nil {
			return err
		}
		c.Opa = ask(c.text)
		if err := enc.Encode(c); err != nil {
			return err
		}
	}
	return os.WriteFile(path, out.Bytes(), 0o644)
}

// Asks OPA anew about every text of the files that it is given.
func main() {
	for _, path := range os.Args[1:] {
		if err := record(path); err != nil {
			fmt.Fprintln(os.Stderr, path+":", err)
			os.Exit(1)
		}
	}
}
