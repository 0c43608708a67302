package cloudwatch

import "math"

// call is one of the functions of metric math; the others are refused by name.
func call(name string, arguments []node) (node, error) {
	wants := map[string]int{"FILL": 2, "IF": 3, "ABS": 1, "CEIL": 1, "FLOOR": 1}
	if reductions[name] != nil {
		wants[name] = 1
	}
	n, known := wants[name]
	switch {
	case !known:
		return nil, notSimulated("function " + name + " of metric math")
	case len(arguments) != n && (name != "IF" || len(arguments) != 2):
		return nil, validation("Error in expression: %s takes %d arguments", name, n)
	case name == "FILL":
		return fill(arguments[0], arguments[1]), nil
	case name == "IF":
		return choose(arguments), nil
	case reductions[name] != nil:
		return reduce(reductions[name], arguments[0]), nil
	}
	return each(map[string]func(float64) float64{
		"ABS": math.Abs, "CEIL": math.Ceil, "FLOOR": math.Floor,
	}[name], arguments[0]), nil
}

func each(f func(float64) float64, argument node) node {
	return func(e *evaluation) (operand, error) {
		o, err := argument(e)
		if err != nil {
			return o, err
		}
		out := operand{scalar: o.scalar, array: o.array}
		for _, s := range o.series {
			values := make([]float64, len(s))
			for i, v := range s {
				values[i] = f(v)
			}
			out.series = append(out.series, values)
		}
		return out, nil
	}
}

// reduce makes a series of an array, and a number of a series; what is missing does not count.
func reduce(f func([]float64) float64, argument node) node {
	return func(e *evaluation) (operand, error) {
		o, err := argument(e)
		switch {
		case err != nil || o.scalar:
			return o, err
		case !o.array:
			return scalar(known(f, o.series[0])), nil
		}
		values := make([]float64, e.n)
		column := make([]float64, len(o.series))
		for i := range values {
			for k, s := range o.series {
				column[k] = s[i]
			}
			values[i] = known(f, column)
		}
		return one(values), nil
	}
}

func known(f func([]float64) float64, values []float64) float64 {
	var there []float64
	for _, v := range values {
		if !math.IsNaN(v) {
			there = append(there, v)
		}
	}
	if len(there) == 0 {
		return none
	}
	return f(there)
}

// fill puts a number, or another metric's values, where datapoints are missing.
func fill(argument, with node) node {
	return func(e *evaluation) (operand, error) {
		o, err := argument(e)
		if err != nil || o.scalar {
			return o, err
		}
		w, err := with(e)
		if err != nil {
			return w, err
		}
		out := operand{array: o.array}
		for _, s := range o.series {
			values := make([]float64, len(s))
			for i, v := range s {
				if values[i] = v; math.IsNaN(v) {
					values[i] = w.at(i)
				}
			}
			out.series = append(out.series, values)
		}
		return out, nil
	}
}

// choose is IF(condition, then, else); without an else there is no datapoint.
func choose(arguments []node) node {
	return func(e *evaluation) (operand, error) {
		got := []operand{2: scalar(none)}
		for k, a := range arguments {
			o, err := a(e)
			switch {
			case err != nil:
				return o, err
			case o.array:
				return o, validation("Error in expression: IF takes no arrays")
			}
			got[k] = o
		}
		values := make([]float64, e.n)
		for i := range values {
			switch c := got[0].at(i); {
			case math.IsNaN(c):
				values[i] = none
			case c != 0:
				values[i] = got[1].at(i)
			default:
				values[i] = got[2].at(i)
			}
		}
		return one(values), nil
	}
}
