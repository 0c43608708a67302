package events

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// nameBytesMax bounds ids, names and ARNs: an ARN has at most 2048 characters (IAM user
	// guide, reference-arns).
	nameBytesMax = 2048
	// textBytesMax bounds the free text that an event keeps.
	textBytesMax = 1024
	// messageBytesMax bounds a notification's message, which may have 256 KiB.
	messageBytesMax = 4096
	// shownBytesMax bounds one piece of untrusted text in About.
	shownBytesMax = 160
)

// clip cuts s to at most limit bytes without splitting a character, and shows that it did.
func clip(s string, limit int) string {
	const mark = "…"
	if len(s) <= limit {
		return s
	}
	cut := limit - len(mark)
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + mark
}

// name shows an id or a name: as it is where it is one plain word, else quoted, so that it can
// neither move the cursor nor pass for a part of the sentence around it.
func name(s string) string {
	shown := clip(s, shownBytesMax)
	odd := func(r rune) bool {
		return !unicode.IsPrint(r) || r == ' ' || r == '"' || r == '\\' || r == utf8.RuneError
	}
	if shown == "" || strings.ContainsFunc(shown, odd) {
		return strconv.Quote(shown)
	}
	return shown
}

// quote shows free text.
func quote(s string) string { return strconv.Quote(clip(s, shownBytesMax)) }

// short shows the last part of an ARN, or a plain name as it is.
func short(arn string) string {
	last := arn[strings.LastIndexByte(arn, '/')+1:]
	if strings.HasPrefix(last, "arn:") {
		last = last[strings.LastIndexByte(last, ':')+1:]
	}
	return name(last)
}

// because is ": reason" where there is a reason.
func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + quote(reason)
}

// first returns the first of list, or "".
func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// few shows the first of a list of names or ARNs that may be long.
func few(list []string) string {
	const most = 3
	var shown []string
	for _, s := range list[:min(most, len(list))] {
		shown = append(shown, short(s))
	}
	if more := len(list) - most; more > 0 {
		shown = append(shown, fmt.Sprintf("%d more", more))
	}
	return strings.Join(shown, ", ")
}

// arnPart returns a colon-separated part of an ARN (3 Region, 4 account, 5 resource), or "".
func arnPart(arn string, part int) string {
	parts := strings.SplitN(arn, ":", 6)
	if parts[0] != "arn" || len(parts) != 6 {
		return ""
	}
	return parts[part]
}
