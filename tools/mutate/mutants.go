package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// mutant is one change of one file.
type mutant struct {
	file     string
	line     int
	function string
	// change describes the change, source is the changed line.
	change, source string
	start, end     int // offsets of what is replaced
	replacement    string
}

// key names a mutant without its line number, so that it stays the same when code above it changes.
func (m mutant) key() string {
	return fmt.Sprintf("%s %s: %s in: %s", m.file, m.function, m.change, m.source)
}

func (m mutant) String() string {
	return fmt.Sprintf("%s:%d %s: %s in: %s", m.file, m.line, m.function, m.change, m.source)
}

// apply returns the file with the change.
func (m mutant) apply(source []byte) []byte {
	return slices.Concat(source[:m.start], []byte(m.replacement), source[m.end:])
}

// swaps lists the replacements of each operator.
var swaps = map[token.Token][]token.Token{
	token.LSS: {token.LEQ, token.GEQ}, token.LEQ: {token.LSS, token.GTR},
	token.GTR: {token.GEQ, token.LEQ}, token.GEQ: {token.GTR, token.LSS},
	token.EQL: {token.NEQ}, token.NEQ: {token.EQL},
	token.LAND: {token.LOR}, token.LOR: {token.LAND},
	token.ADD: {token.SUB}, token.SUB: {token.ADD}, token.MUL: {token.QUO}, token.QUO: {token.MUL}, token.REM: {token.MUL},
	token.SHL: {token.SHR}, token.SHR: {token.SHL},
	token.INC: {token.DEC}, token.DEC: {token.INC},
	token.ADD_ASSIGN: {token.SUB_ASSIGN}, token.SUB_ASSIGN: {token.ADD_ASSIGN},
	token.BREAK: {token.CONTINUE}, token.CONTINUE: {token.BREAK},
}

// finder collects the mutants of one function.
type finder struct {
	fset     *token.FileSet
	source   []byte
	lines    []string
	file     string
	function string
	mutants  []mutant
	// results are the result lists of the functions around the current node.
	results []*ast.FieldList
}

// mutantsOf returns the mutants of a target. It fails if a function is not there: then the list is out of date.
func mutantsOf(t target, source []byte) ([]mutant, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, t.file, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	missing := slices.Clone(t.functions)
	var mutants []mutant
	for _, declaration := range file.Decls {
		name := ""
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			name = d.Name.Name
			if d.Body == nil {
				continue
			}
		case *ast.GenDecl:
			if d.Tok != token.CONST && d.Tok != token.VAR || len(t.functions) > 0 {
				continue
			}
			name = d.Tok.String()
		}
		if len(t.functions) > 0 && !slices.Contains(t.functions, name) {
			continue
		}
		missing = slices.DeleteFunc(missing, func(wanted string) bool { return wanted == name })
		f := &finder{fset: fset, source: source, lines: strings.Split(string(source), "\n"), file: t.file, function: name}
		f.walk(declaration)
		mutants = append(mutants, f.mutants...)
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("targets.txt names functions that %s does not have: %s", t.file, strings.Join(missing, ", "))
	}
	number(mutants)
	return mutants, nil
}

// number numbers the mutants that make the same change in equal lines of one function.
func number(mutants []mutant) {
	seen := map[string]int{}
	for i, m := range mutants {
		seen[m.key()]++
		if n := seen[m.key()]; n > 1 {
			mutants[i].change += fmt.Sprintf(" (%d)", n)
		}
	}
}

func (f *finder) offset(p token.Pos) int { return f.fset.Position(p).Offset }

func (f *finder) add(from, to token.Pos, replacement, change string) {
	line := f.fset.Position(from).Line
	f.mutants = append(f.mutants, mutant{
		file: f.file, line: line, function: f.function, change: change, source: strings.TrimSpace(f.lines[line-1]),
		start: f.offset(from), end: f.offset(to), replacement: replacement,
	})
}

// swap replaces the token at a position.
func (f *finder) swap(at token.Pos, operator token.Token) {
	for _, other := range swaps[operator] {
		f.add(at, at+token.Pos(len(operator.String())), other.String(), fmt.Sprintf("%s becomes %s", operator, other))
	}
}

// negate wraps a condition whose operator is not swapped.
func (f *finder) negate(condition ast.Expr) {
	switch c := condition.(type) {
	case nil:
	case *ast.BinaryExpr: // its operator is swapped
	case *ast.UnaryExpr: // its ! is removed
	case *ast.ParenExpr:
		f.negate(c.X)
	default:
		text := string(f.source[f.offset(c.Pos()):f.offset(c.End())])
		f.add(c.Pos(), c.End(), "!("+text+")", "the condition is negated")
	}
}

// remove drops a statement.
func (f *finder) remove(statement ast.Stmt) {
	f.add(statement.Pos(), statement.End(), "", "the statement is removed")
}

func (f *finder) walk(node ast.Node) {
	if node == nil {
		return
	}
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			f.inside(n.Type, n.Body)
			return false
		case *ast.FuncLit:
			f.inside(n.Type, n.Body)
			return false
		case *ast.BinaryExpr:
			f.swap(n.OpPos, n.Op)
			if n.Op == token.LAND || n.Op == token.LOR {
				f.negate(n.X)
				f.negate(n.Y)
			}
		case *ast.UnaryExpr:
			if n.Op == token.NOT || n.Op == token.SUB {
				f.add(n.OpPos, n.X.Pos(), "", n.Op.String()+" is removed")
			}
		case *ast.IfStmt:
			f.negate(n.Cond)
		case *ast.ForStmt:
			f.negate(n.Cond)
		case *ast.SwitchStmt:
			if n.Tag == nil {
				f.negateCases(n.Body)
			}
		case *ast.IncDecStmt:
			f.swap(n.TokPos, n.Tok)
		case *ast.BranchStmt:
			if n.Label == nil {
				f.swap(n.TokPos, n.Tok)
			}
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				f.remove(n)
				f.swap(n.TokPos, n.Tok)
			}
		case *ast.ExprStmt, *ast.DeferStmt, *ast.GoStmt, *ast.SendStmt:
			f.remove(n.(ast.Stmt))
		case *ast.ReturnStmt:
			f.returned(n)
		case *ast.CompositeLit:
			for _, element := range n.Elts {
				f.removeField(element)
			}
		case *ast.BasicLit:
			f.literal(n)
		case *ast.Ident:
			switch n.Name {
			case "true":
				f.add(n.Pos(), n.End(), "false", "true becomes false")
			case "false":
				f.add(n.Pos(), n.End(), "true", "false becomes true")
			}
		}
		return true
	})
}

// removeField drops a field of a struct's literal, with the comma after it.
func (f *finder) removeField(element ast.Expr) {
	pair, ok := element.(*ast.KeyValueExpr)
	if !ok {
		return
	}
	name, ok := pair.Key.(*ast.Ident)
	if !ok {
		return
	}
	end := pair.End()
	if f.source[f.offset(end)] == ',' {
		end++
	}
	f.add(pair.Pos(), end, "", name.Name+" is removed")
}

// inside walks a function's body, whose returns belong to its results.
func (f *finder) inside(kind *ast.FuncType, body *ast.BlockStmt) {
	f.results = append(f.results, kind.Results)
	f.walk(body)
	f.results = f.results[:len(f.results)-1]
}

func (f *finder) negateCases(body *ast.BlockStmt) {
	for _, statement := range body.List {
		for _, condition := range statement.(*ast.CaseClause).List {
			f.negate(condition)
		}
	}
}

// returned drops the error that a function returns.
func (f *finder) returned(statement *ast.ReturnStmt) {
	if len(f.results) == 0 || f.results[len(f.results)-1] == nil || len(statement.Results) == 0 {
		return
	}
	results := f.results[len(f.results)-1].List
	kind, ok := results[len(results)-1].Type.(*ast.Ident)
	if !ok || kind.Name != "error" {
		return
	}
	last := statement.Results[len(statement.Results)-1]
	if name, ok := last.(*ast.Ident); ok && name.Name == "nil" {
		return
	}
	if f.results[len(f.results)-1].NumFields() == len(statement.Results) {
		f.add(last.Pos(), last.End(), "nil", "the returned error becomes nil")
	}
}

// literal changes a whole number far enough for a test to notice.
func (f *finder) literal(literal *ast.BasicLit) {
	if literal.Kind != token.INT {
		return
	}
	value, err := strconv.ParseInt(literal.Value, 0, 64)
	if err != nil {
		return
	}
	changed := strconv.FormatInt(2*value+1, 10)
	f.add(literal.Pos(), literal.End(), changed, literal.Value+" becomes "+changed)
}
