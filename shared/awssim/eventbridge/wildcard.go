package eventbridge

import "strings"

// parseWildcard reads a string in which * stands for any run of characters and a backslash escapes
// * and itself; two stars in a row are refused (EventBridge user guide,
// eb-create-pattern-operators, wildcard matching).
func parseWildcard(arg any) (test, error) {
	s, ok := arg.(string)
	if !ok {
		return nil, invalid("wildcard match pattern must be a string")
	}
	parts := []string{""}
	last := func() *string { return &parts[len(parts)-1] }
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '*' && i > 0 && s[i-1] == '*' && *last() == "":
			return nil, invalid("Consecutive wildcard characters at pos %d", i-1)
		case s[i] == '*':
			parts = append(parts, "")
		case s[i] == '\\' && (i+1 == len(s) || !strings.ContainsRune(`*\`, rune(s[i+1]))):
			return nil, invalid("Invalid escape character at pos %d", i)
		case s[i] == '\\':
			i++
			*last() += s[i : i+1]
		default:
			*last() += s[i : i+1]
		}
	}
	return onString(func(v string) bool { return matchParts(v, parts) }), nil
}

// matchParts reports whether v is the parts in order with anything between them.
func matchParts(v string, parts []string) bool {
	if len(parts) == 1 {
		return v == parts[0]
	}
	head, tail := parts[0], parts[len(parts)-1]
	if len(v) < len(head)+len(tail) || !strings.HasPrefix(v, head) || !strings.HasSuffix(v, tail) {
		return false
	}
	v = v[len(head) : len(v)-len(tail)]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(v, p)
		if i < 0 {
			return false
		}
		v = v[i+len(p):]
	}
	return true
}
