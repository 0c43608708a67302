package eventbridge

import "encoding/json"

// maxNumber bounds the numbers that EventBridge compares by value (EventBridge user guide,
// eb-create-pattern-operators: from -5.0e9 to 5.0e9).
const maxNumber = 5.0e9

// byValue is the value of a number, and whether EventBridge compares it by value.
func byValue(n json.Number) (float64, bool) {
	v, err := n.Float64()
	return v, err == nil && v >= -maxNumber && v <= maxNumber
}

// comparisons are the operators of a numeric match.
var comparisons = map[string]func(v, bound float64) bool{
	"=":  func(v, bound float64) bool { return v == bound },
	"<":  func(v, bound float64) bool { return v < bound },
	"<=": func(v, bound float64) bool { return v <= bound },
	">":  func(v, bound float64) bool { return v > bound },
	">=": func(v, bound float64) bool { return v >= bound },
}

// parseNumeric reads ["=", n], one bound, or a lower and an upper bound: [">", 0, "<=", 5].
func parseNumeric(arg any) (test, error) {
	list, ok := arg.([]any)
	if !ok {
		return nil, invalid("Value of numeric must be an array.")
	}
	if len(list) != 2 && len(list) != 4 {
		return nil, invalid("Invalid numeric match: one or two comparisons are expected")
	}
	var tests []func(float64) bool
	kinds := ""
	for i := 0; i < len(list); i += 2 {
		name, _ := list[i].(string)
		compare, known := comparisons[name]
		if !known {
			return nil, invalid("Unrecognized numeric range operator: %v", list[i])
		}
		n, _ := list[i+1].(json.Number)
		bound, inRange := byValue(n)
		if !inRange {
			return nil, invalid("Value of %s must be numeric and between -5.0e9 and 5.0e9", name)
		}
		kinds += name[:1]
		tests = append(tests, func(v float64) bool { return compare(v, bound) })
	}
	if len(kinds) == 2 && kinds != "><" {
		return nil, invalid("Bad numeric range operator: %s", kinds[1:])
	}
	return func(leaf any) bool {
		n, _ := leaf.(json.Number)
		v, inRange := byValue(n)
		for _, t := range tests {
			inRange = inRange && t(v)
		}
		return inRange
	}, nil
}
