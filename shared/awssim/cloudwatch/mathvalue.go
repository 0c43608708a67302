package cloudwatch

import (
	"math"
	"slices"
	"strings"
)

// operand is a number, a time series, or an array of time series.
type operand struct {
	scalar, array bool
	series        [][]float64
}

func (o operand) at(i int) float64 {
	if o.scalar {
		return o.series[0][0]
	}
	return o.series[0][i]
}

func one(values []float64) operand { return operand{series: [][]float64{values}} }

func scalar(x float64) operand { return operand{scalar: true, series: [][]float64{{x}}} }

func number(x float64) node {
	return func(*evaluation) (operand, error) { return scalar(x), nil }
}

func reference(id string) node {
	return func(e *evaluation) (operand, error) {
		switch id {
		case "REPEAT", "LINEAR":
			return operand{}, notSimulated("FILL with " + id)
		case "TRUE", "true":
			return scalar(1), nil
		case "FALSE", "false":
			return scalar(0), nil
		}
		return e.of(id)
	}
}

func list(parts []node) node {
	return func(e *evaluation) (operand, error) {
		out := operand{array: true}
		for _, p := range parts {
			o, err := p(e)
			switch {
			case err != nil:
				return o, err
			case o.scalar:
				return o, validation("Error in expression: an array holds time series only")
			}
			out.series = append(out.series, o.series...)
		}
		return out, nil
	}
}

// allMetrics is all metrics among the queries, without the expressions.
func allMetrics(part string) node {
	return func(e *evaluation) (operand, error) {
		out := operand{array: true}
		for _, q := range e.queries {
			if q.stat == nil || !strings.Contains(q.id, part) {
				continue
			}
			o, err := e.of(q.id)
			if err != nil {
				return o, err
			}
			out.series = append(out.series, o.series...)
		}
		return out, nil
	}
}

// binary works on each two datapoints; where one is missing, so is the result.
func binary(op string, left, right node) node {
	return func(e *evaluation) (operand, error) {
		l, err := left(e)
		if err != nil {
			return l, err
		}
		r, err := right(e)
		switch {
		case err != nil:
			return r, err
		case l.array && r.array:
			return l, validation("Error in expression: %s does not take two arrays", op)
		case l.scalar && r.scalar:
			return scalar(apply(op, l.at(0), r.at(0))), nil
		}
		out := operand{array: l.array || r.array}
		for k := range max(len(l.series), len(r.series)) {
			values := make([]float64, e.n)
			for i := range values {
				values[i] = apply(op, l.pick(k).at(i), r.pick(k).at(i))
			}
			out.series = append(out.series, values)
		}
		return out, nil
	}
}

// pick is one series of an array; anything else is itself.
func (o operand) pick(k int) operand {
	if o.array {
		return one(o.series[k])
	}
	return o
}

func apply(op string, l, r float64) float64 {
	if math.IsNaN(l) || math.IsNaN(r) {
		return none
	}
	var x float64
	switch op {
	case "+":
		x = l + r
	case "-":
		x = l - r
	case "*":
		x = l * r
	case "/":
		x = l / r
	case "^":
		x = math.Pow(l, r)
	default:
		return truth(op, l, r)
	}
	if math.IsInf(x, 0) {
		return none
	}
	return x
}

func truth(op string, l, r float64) float64 {
	yes := map[string]bool{
		"==": l == r, "!=": l != r, "<": l < r, ">": l > r, "<=": l <= r, ">=": l >= r,
		"AND": l != 0 && r != 0, "&&": l != 0 && r != 0, "OR": l != 0 || r != 0,
		"||": l != 0 || r != 0,
	}[op]
	if yes {
		return 1
	}
	return 0
}

// reductions make one number of several.
var reductions = map[string]func([]float64) float64{
	"SUM": total,
	"AVG": func(x []float64) float64 { return total(x) / float64(len(x)) },
	"MIN": slices.Min[[]float64], "MAX": slices.Max[[]float64],
}

func total(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum
}
