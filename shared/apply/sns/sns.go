// Package sns publishes notices to Amazon SNS topics.
package sns

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// Limits of a message (SNS API reference, Publish): subjectMax is in characters ("less than 100"),
// textMax in bytes.
const (
	subjectMax = 99
	textMax    = 256 << 10
)

// cut is what a text ends with that was too long.
const cut = "\n(cut)"

// Writer publishes to topics of any Region.
type Writer struct{ client *sns.Client }

// New returns a writer with the account of cfg.
func New(cfg aws.Config) *Writer { return &Writer{client: sns.NewFromConfig(cfg)} }

// Publish sends a notice to a topic, in the Region that its ARN names. What SNS does not take in a
// subject is replaced (it has printable ASCII only and no line breaks); a subject or a text that is
// too long is cut. Nothing is overwritten, so nothing is read again: sent twice it arrives twice.
func (w *Writer) Publish(ctx context.Context, topic, subject, text string) error {
	parsed, err := arn.Parse(topic)
	if err != nil {
		return fmt.Errorf("publish to topic %q: %w", topic, err)
	}
	in := &sns.PublishInput{TopicArn: &topic, Message: aws.String(bounded(text))}
	if s := plain(subject); s != "" {
		in.Subject = &s
	}
	_, err = w.client.Publish(ctx, in, func(o *sns.Options) {
		if parsed.Region != "" {
			o.Region = parsed.Region
		}
	})
	if err != nil {
		return fmt.Errorf("publish to topic %s: %w", topic, err)
	}
	return nil
}

// plain is a subject as SNS takes it.
func plain(subject string) string {
	ascii := strings.Map(func(r rune) rune {
		switch {
		case r < ' ' || r == 0x7f:
			return ' '
		case r > '~':
			return '?'
		default:
			return r
		}
	}, subject)
	ascii = strings.TrimSpace(ascii)
	return strings.TrimSpace(ascii[:min(len(ascii), subjectMax)])
}

// bounded is a text of at most textMax bytes.
func bounded(text string) string {
	if len(text) <= textMax {
		return text
	}
	return strings.ToValidUTF8(text[:textMax-len(cut)], "") + cut
}
