package sns_test

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/smithy-go/middleware"

	apply "sashweight/shared/apply/sns"
	"sashweight/shared/awssim"
	"sashweight/shared/awssim/wire"
)

// topic is an account with a topic, and what was published last.
func topic(t *testing.T) (a *awssim.Account, arn string, last func() *sns.PublishInput) {
	t.Helper()
	a = awssim.New(awssim.Options{})
	out, err := sns.NewFromConfig(a.UserConfig()).CreateTopic(t.Context(),
		&sns.CreateTopicInput{Name: new("page")})
	if err != nil {
		t.Fatal(err)
	}
	var seen *sns.PublishInput
	gate := a.Server.Gate
	a.Server.Gate = func(
		ctx context.Context, call *wire.Call, next func() (any, error),
	) (any, error) {
		if in, ok := call.Input.(*sns.PublishInput); ok {
			seen = in
		}
		return gate(ctx, call, next)
	}
	return a, *out.TopicArn, func() *sns.PublishInput { return seen }
}

func TestANoticeIsMadeToFit(t *testing.T) {
	a, arn, last := topic(t)
	w := apply.New(a.UserConfig())
	subject := " Knoten für\nprod " + strings.Repeat("x", 200)
	if err := w.Publish(t.Context(), arn, subject, strings.Repeat("ü", 200_000)); err != nil {
		t.Fatal(err)
	}
	got := last()
	if !strings.HasPrefix(*got.Subject, "Knoten f?r prod xxx") || len(*got.Subject) > 99 {
		t.Errorf("the subject is %q", *got.Subject)
	}
	if len(*got.Message) > 256<<10 || !utf8.ValidString(*got.Message) ||
		!strings.HasSuffix(*got.Message, "ü\n(cut)") {
		t.Errorf("the text has %d bytes and ends %q", len(*got.Message),
			(*got.Message)[len(*got.Message)-10:])
	}
	if err := w.Publish(t.Context(), arn, "\n", "text"); err != nil || last().Subject != nil {
		t.Errorf("without a subject: %v", err)
	}
}

func TestATopicThatIsNoneOrNotThereIsAnError(t *testing.T) {
	a, arn, _ := topic(t)
	for _, wrong := range []string{"page", arn + "x"} {
		if err := apply.New(a.UserConfig()).Publish(t.Context(), wrong, "s", "t"); err == nil {
			t.Errorf("%s: no error", wrong)
		}
	}
}

func TestATopicOfAnotherRegionIsAskedThere(t *testing.T) {
	a, arn, _ := topic(t)
	cfg, region := a.UserConfig(), ""
	cfg.APIOptions = append(cfg.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("region", func(
			ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
		) (middleware.InitializeOutput, middleware.Metadata, error) {
			region = awsmiddleware.GetRegion(ctx)
			return next.HandleInitialize(ctx, in)
		}), middleware.After)
	})
	elsewhere := strings.Replace(arn, "us-east-1", "eu-west-1", 1)
	if err := apply.New(cfg).Publish(t.Context(), elsewhere, "s", "t"); err == nil {
		t.Error("the account has a topic there")
	}
	if region != "eu-west-1" {
		t.Errorf("asked in %s", region)
	}
}
