package ssm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
	"github.com/aws/smithy-go"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/ssm"
	"sashweight/shared/awssim/wire"
)

type world struct {
	*testing.T
	*sdk.Client
	env    *kernel.Env
	events *[]string
}

func newWorld(t *testing.T) world {
	t.Helper()
	events := &[]string{}
	env := &kernel.Env{
		Kernel:  kernel.New(1, time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)),
		Account: "123456789012",
		Region:  "us-east-1",
	}
	env.Publish = func(e kernel.Event) {
		detail, err := json.Marshal(e.Detail())
		if err != nil {
			t.Fatal(err)
		}
		*events = append(*events, e.DetailType+" "+e.Resources[0]+" "+string(detail))
	}
	cfg := wire.NewServer(ssm.New(env).Service).Config(wire.Caller{AccessKey: "AKIATEST"},
		env.Region)
	return world{T: t, Client: sdk.NewFromConfig(cfg), env: env, events: events}
}

// put stores a String and returns the version and tier, or the error.
func (w world) put(in sdk.PutParameterInput) string {
	w.Helper()
	if in.Type == "" && in.Overwrite == nil {
		in.Type = types.ParameterTypeString
	}
	if in.Value == nil {
		in.Value = new("v")
	}
	out, err := w.PutParameter(w.Context(), &in)
	if err != nil {
		return fault(err)
	}
	return fmt.Sprintf("%d %s", out.Version, out.Tier)
}

func (w world) get(name string) string {
	w.Helper()
	out, err := w.GetParameter(w.Context(), &sdk.GetParameterInput{Name: &name})
	if err != nil {
		return fault(err)
	}
	return fmt.Sprintf("%s v%d", *out.Parameter.Value, out.Parameter.Version)
}

func fault(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode() + ": " + api.ErrorMessage()
	}
	return fmt.Sprint(err)
}

func TestOverwritingCountsVersions(t *testing.T) {
	w := newWorld(t)
	put := func(value string, overwrite bool) string {
		in := sdk.PutParameterInput{Name: new("/a/b"), Value: &value, Type: "String"}
		if overwrite {
			in.Overwrite = &overwrite
		}
		return w.put(in)
	}
	if got := put("one", false); got != "1 Standard" {
		t.Errorf("got %s", got)
	}
	want := "ParameterAlreadyExists: The parameter already exists. To overwrite this value, set " +
		"the overwrite option in the request to true."
	if got := put("two", false); got != want {
		t.Errorf("got %s", got)
	}
	w.env.Advance(time.Hour)
	if got := put("two", true); got != "2 Standard" {
		t.Errorf("got %s", got)
	}
	for reference, want := range map[string]string{
		"/a/b":   "two v2",
		"/a/b:1": "one v1",
		"arn:aws:ssm:us-east-1:123456789012:parameter/a/b": "two v2",
		"/a/b:7": "ParameterVersionNotFound: Systems Manager could not find version 7 of /a/b. " +
			"Verify the version and try again.",
		"/a/b:prod": "ParameterVersionNotFound: Systems Manager could not find label prod of " +
			"/a/b. Verify the label and try again.",
		"/a": "ParameterNotFound: ",
	} {
		if got := w.get(reference); got != want {
			t.Errorf("%s: got %s, want %s", reference, got, want)
		}
	}
	out, err := w.GetParameter(t.Context(), &sdk.GetParameterInput{Name: new("/a/b:2")})
	if err != nil {
		t.Fatal(err)
	}
	p := out.Parameter
	if *p.ARN != "arn:aws:ssm:us-east-1:123456789012:parameter/a/b" || *p.Selector != ":2" ||
		*p.Name != "/a/b" || *p.DataType != "text" || !p.LastModifiedDate.Equal(w.env.Now()) {
		t.Errorf("got %+v", p)
	}
}

func TestChangesAreEvents(t *testing.T) {
	w := newWorld(t)
	w.put(sdk.PutParameterInput{Name: new("p"), Description: new("d")})
	w.put(sdk.PutParameterInput{Name: new("p"), Overwrite: new(true)})
	_, err := w.DeleteParameter(t.Context(), &sdk.DeleteParameterInput{Name: new("p")})
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, operation := range []string{"Create", "Update", "Delete"} {
		want = append(want, `Parameter Store Change arn:aws:ssm:us-east-1:123456789012:`+
			`parameter/p {"description":"d","name":"p","operation":"`+operation+
			`","type":"String"}`)
	}
	if got := strings.Join(*w.events, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got %s", got)
	}
	_, err = w.DeleteParameter(t.Context(), &sdk.DeleteParameterInput{Name: new("p")})
	if got := fault(err); got != "ParameterNotFound: " {
		t.Errorf("deleted twice: got %s", got)
	}
}

func TestSecureStringsAreHiddenWithoutDecryption(t *testing.T) {
	w := newWorld(t)
	w.put(sdk.PutParameterInput{Name: new("s"), Value: new("secret"), Type: "SecureString"})
	if got := w.get("s"); strings.Contains(got, "secret") {
		t.Errorf("got %s", got)
	}
	out, err := w.GetParameter(t.Context(), &sdk.GetParameterInput{
		Name: new("s"), WithDecryption: new(true),
	})
	if err != nil || *out.Parameter.Value != "secret" {
		t.Errorf("got %v, %v", out, err)
	}
}

func TestValuesGoToTheTierThatHoldsThem(t *testing.T) {
	w := newWorld(t)
	large := strings.Repeat("x", 4097)
	put := func(tier types.ParameterTier, value string) string {
		got := w.put(sdk.PutParameterInput{
			Name: new("p"), Value: &value, Tier: tier, Type: "String", Overwrite: new(true),
		})
		return got[:min(len(got), 80)]
	}
	const tooLarge = "ValidationException: Standard tier parameters support a maximum parameter " +
		"value of 4096 characters."
	for i, test := range []struct {
		tier        types.ParameterTier
		value, want string
	}{
		{"", "x", "1 Standard"},
		{"", large, tooLarge[:80]},
		{"Standard", large, tooLarge[:80]},
		{"Intelligent-Tiering", "x", "2 Standard"},
		{"Intelligent-Tiering", large, "3 Advanced"},
		{"", large, "4 Advanced"},
		{"Standard", "x", "ValidationException: This parameter uses the advanced-parameter " +
			"tier. You can't d"},
		{"Advanced", "x", "5 Advanced"},
		{"Advanced", strings.Repeat("x", 8193), "ValidationException: 1 validation error " +
			"detected: Value '" + strings.Repeat("x", 40)},
	} {
		if got := put(test.tier, test.value); !strings.HasPrefix(test.want, got) {
			t.Errorf("%d: got %s, want %s", i, got, test.want)
		}
	}
}

func TestHierarchiesAreReadInPages(t *testing.T) {
	w := newWorld(t)
	for _, name := range []string{"/a/1", "/a/2", "/a/b/1", "/a/b/c/1", "/ab/1", "root", "/top"} {
		w.put(sdk.PutParameterInput{Name: &name})
	}
	for _, test := range []struct {
		path      string
		recursive bool
		want      string
	}{
		{"/a", false, "/a/1 /a/2"},
		{"/a/", false, "/a/1 /a/2"},
		{"/a", true, "/a/1 /a/2 /a/b/1 /a/b/c/1"},
		{"/", false, "/top root"},
		{"/", true, "/a/1 /a/2 /a/b/1 /a/b/c/1 /ab/1 /top root"},
		{"/none", true, ""},
	} {
		var got []string
		pages := sdk.NewGetParametersByPathPaginator(w.Client, &sdk.GetParametersByPathInput{
			Path: &test.path, Recursive: &test.recursive, MaxResults: new(int32(2)),
		})
		for pages.HasMorePages() {
			out, err := pages.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if n := len(out.Parameters); n > 2 {
				t.Errorf("%s: a page of %d", test.path, n)
			}
			for _, p := range out.Parameters {
				got = append(got, *p.Name)
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: got %s, want %s", test.path, got, test.want)
		}
	}
}

func TestBadPathsAreRefused(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct {
		in   sdk.GetParametersByPathInput
		want string
	}{
		{sdk.GetParametersByPathInput{Path: new("a")}, "ValidationException: The parameter " +
			"doesn't meet the parameter name requirements. The parameter name must begin with a " +
			"forward slash \"/\"."},
		{sdk.GetParametersByPathInput{Path: new("/a"), MaxResults: new(int32(11))},
			"ValidationException: 1 validation error detected: Value '11' at 'maxResults' failed " +
				"to satisfy constraint: Member must have value less than or equal to 10"},
		{sdk.GetParametersByPathInput{Path: new("/a"), NextToken: new("!")},
			"InvalidNextToken: The specified token isn't valid."},
		{sdk.GetParametersByPathInput{Path: new(strings.Repeat("/a", 16))},
			"HierarchyLevelLimitExceededException: A hierarchy can have a maximum of 15 levels."},
	} {
		_, err := w.GetParametersByPath(t.Context(), &test.in)
		if got := fault(err); !strings.HasPrefix(got, test.want) {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

func TestManyParametersAtOnce(t *testing.T) {
	w := newWorld(t)
	w.put(sdk.PutParameterInput{Name: new("a")})
	w.put(sdk.PutParameterInput{Name: new("b")})
	got, err := w.GetParameters(t.Context(), &sdk.GetParametersInput{
		Names: []string{"b", "x", "a:1", "a:2"},
	})
	if err != nil || len(got.Parameters) != 2 || *got.Parameters[1].Name != "a" ||
		fmt.Sprint(got.InvalidParameters) != "[x a:2]" {
		t.Errorf("got %+v, %v", got, err)
	}
	_, err = w.GetParameters(t.Context(), &sdk.GetParametersInput{
		Names: strings.Split("abcdefghijk", ""),
	})
	want := "ValidationException: 1 validation error detected: Value " +
		"'[a, b, c, d, e, f, g, h, i, j, k]' at 'names' failed to satisfy constraint: Member " +
		"must have length less than or equal to 10"
	if got := fault(err); got != want {
		t.Errorf("got %s", got)
	}
	deleted, err := w.DeleteParameters(t.Context(), &sdk.DeleteParametersInput{
		Names: []string{"b", "x"},
	})
	if err != nil || fmt.Sprint(deleted.DeletedParameters, deleted.InvalidParameters) !=
		"[b] [x]" {
		t.Errorf("got %+v, %v", deleted, err)
	}
}

func TestBadParametersAreRefused(t *testing.T) {
	w := newWorld(t)
	const badName = "ValidationException: Parameter name: can't be prefixed with \"ssm\" " +
		"(case-insensitive). If formed as a path"
	for _, test := range []struct {
		in   sdk.PutParameterInput
		want string
	}{
		{sdk.PutParameterInput{Name: new("a/b")},
			"ValidationException: Parameter name must be a fully qualified name."},
		{sdk.PutParameterInput{Name: new("awsome")}, "ValidationException: Parameter name: can't " +
			"be prefixed with \"aws\" or \"ssm\" (case-insensitive)."},
		{sdk.PutParameterInput{Name: new("/aws/x")},
			"AccessDeniedException: No access to reserved parameter name: /aws/x."},
		{sdk.PutParameterInput{Name: new("/SSM/x")}, badName},
		{sdk.PutParameterInput{Name: new("a b")}, badName},
		{sdk.PutParameterInput{Name: new("/a//b")}, badName},
		{sdk.PutParameterInput{Name: new(strings.Repeat("/a", 16))},
			"HierarchyLevelLimitExceededException: A hierarchy can have a maximum of 15 levels."},
		{sdk.PutParameterInput{Name: new("a"), Overwrite: new(true)},
			"ValidationException: A parameter type is required when you create a parameter."},
		{sdk.PutParameterInput{Name: new("a"), Type: "Number"}, "ValidationException: 1 " +
			"validation error detected: Value 'Number' at 'type' failed to satisfy constraint: " +
			"Member must satisfy enum value set: [SecureString, StringList, String]"},
		{sdk.PutParameterInput{Name: new("a"), Value: new("")}, "ValidationException: 1 " +
			"validation error detected: Value '' at 'value' failed to satisfy constraint: Member " +
			"must have length greater than or equal to 1"},
		{sdk.PutParameterInput{Name: new("a"), Value: new("{{b}}")}, "ValidationException: " +
			"Parameter value can't nest another parameter."},
		{sdk.PutParameterInput{Name: new("a"), DataType: new("x")}, "ValidationException: The " +
			"following data type is not supported: x"},
		{sdk.PutParameterInput{Name: new("a"), AllowedPattern: new("[0-9]+")},
			"ParameterPatternMismatchException: Parameter value, cannot be validated against " +
				"allowedPattern: [0-9]+"},
		{sdk.PutParameterInput{Name: new("a"), AllowedPattern: new("[")},
			"InvalidAllowedPatternException: "},
		{sdk.PutParameterInput{Name: new("a"), Policies: new("[]")},
			"ValidationException: Policies are not supported by this simulated account"},
		{sdk.PutParameterInput{Name: new("a"), Overwrite: new(true), Type: "String",
			Tags: []types.Tag{{Key: new("k"), Value: new("v")}}},
			"ValidationException: Invalid request: tags and overwrite can't be used together."},
	} {
		if got := w.put(test.in); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s:\n got %s\nwant %s", *test.in.Name, got, test.want)
		}
	}
	w.put(sdk.PutParameterInput{Name: new("a")})
	got := w.put(sdk.PutParameterInput{Name: new("a"), Type: "StringList", Overwrite: new(true)})
	if !strings.HasPrefix(got, "HierarchyTypeMismatchException: ") {
		t.Errorf("another type: got %s", got)
	}
}
