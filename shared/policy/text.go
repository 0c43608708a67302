package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// text is a shape that is written as text. parse returns what is wrong with it, "" if nothing is;
// format returns it as the document has it, "" where it is not set.
func text(
	want string, schema object, parse func(text string) (reason string), format func() string,
) shape {
	schema["type"] = "string"
	return shape{
		want: want, schema: schema,
		read: func(r *reader, n ast.Node, path string) {
			text, ok := r.text(n, path, want)
			if !ok {
				return
			}
			if reason := parse(text); reason != "" {
				r.report(n, path, reason)
			}
		},
		value: func() any {
			if text := format(); text != "" {
				return text
			}
			return nil
		},
	}
}

// oneOf is one of a few words; what is the singular of what they are.
func oneOf[T ~string](kept *T, what string, words ...T) shape {
	want := "want " + string(words[len(words)-1])
	if len(words) > 1 {
		list := make([]string, len(words)-1)
		for i := range list {
			list[i] = string(words[i])
		}
		want = "want " + strings.Join(list, ", ") + " or " + string(words[len(words)-1])
	}
	return text(want, object{"enum": words}, func(text string) string {
		if !slices.Contains(words, T(text)) {
			return show(text) + " is not " + what + ": " + want
		}
		*kept = T(text)
		return ""
	}, func() string { return string(*kept) })
}

// nameMax is the length of an Auto Scaling group's name (Auto Scaling API reference,
// CreateAutoScalingGroup). Names of services and ids of findings are no longer (ECS API reference,
// CreateService).
const nameMax = 255

// pattern is a name in which each * stands for any text.
func pattern(kept *string, want string) shape {
	schema := object{"minLength": 1, "maxLength": nameMax, "pattern": `^\S(.*\S)?$`}
	return text(want, schema, func(text string) string {
		switch {
		case strings.TrimSpace(text) != text || text == "":
			return show(text) + " is empty or has space around it: want a name or a pattern"
		case len([]rune(text)) > nameMax:
			return fmt.Sprintf("is longer than the %d characters of a name", nameMax)
		}
		*kept = text
		return ""
	}, func() string { return *kept })
}

// whyMax is the length of a reason that people give.
const whyMax = 200

// sentence is free text on one line.
func sentence(kept *string, want string) shape {
	schema := object{"minLength": 1, "maxLength": whyMax, "pattern": `^\P{Cc}*\S\P{Cc}*$`}
	return text(want, schema, func(text string) string {
		switch {
		case strings.TrimSpace(text) == "":
			return "is empty: " + want
		case len([]rune(text)) > whyMax:
			return fmt.Sprintf("is longer than %d characters: %s", whyMax, want)
		case !sentenceForm.MatchString(text):
			return show(text) + " has more than one line: " + want
		}
		*kept = text
		return ""
	}, func() string { return *kept })
}

var sentenceForm = regexp.MustCompile(`^\P{Cc}*$`)

// topicForm is the ARN of an SNS topic (Amazon SNS API reference, CreateTopic). A FIFO topic's ends
// with .fifo: it needs what a notice has not.
const topicForm = `^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$`

var topicARN = regexp.MustCompile(topicForm)

// topic is the ARN of an SNS topic.
func topic(kept *string) shape {
	const want = "want the ARN of an SNS topic, arn:aws:sns:REGION:ACCOUNT:NAME"
	return text(want, object{"pattern": topicForm}, func(text string) string {
		switch {
		case strings.HasPrefix(text, "arn:") && strings.HasSuffix(text, ".fifo"):
			return "is the ARN of a FIFO topic: want that of a standard SNS topic"
		case !topicARN.MatchString(text):
			return show(text) + " is no ARN of a topic: " + want
		}
		*kept = text
		return ""
	}, func() string { return *kept })
}

// zone is a time zone of the IANA database.
func zone(kept **time.Location) shape {
	const want = "want a time zone such as Europe/Berlin"
	form := object{"pattern": zoneForm}
	return text(want, form, func(text string) string {
		loaded, err := time.LoadLocation(text)
		if err != nil || !zoneName.MatchString(text) || text == "Local" {
			return show(text) + " is no known time zone: " + want
		}
		*kept = loaded
		return ""
	}, func() string {
		if *kept == nil {
			return ""
		}
		return (*kept).String()
	})
}

const zoneForm = `^[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$`

var zoneName = regexp.MustCompile(zoneForm)
