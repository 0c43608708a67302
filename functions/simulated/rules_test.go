package simulated

import (
	"context"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"sashweight/shared/awssim"
	"sashweight/shared/awssim/check"
)

const strict = `
time_zone: UTC
services: [{name: "web*", move: never}, {name: shop, move: time_windows}]
nodes: {disruption: {max: 20%, time_windows: ["Mon-Fri 02:00-05:00"]}}
drain: {at_deadline: force, standalone: {wait: 5m, then: stop}, protected: stop}
`

// The checker is told what the documents say: both versions for a minute after a change, the last
// good one where a document is broken, and a service's exception before the document.
func TestCheckerIsToldTheRulesOfTheDocuments(t *testing.T) {
	w, err := New(awssim.Options{Typed: true})
	if err != nil {
		t.Fatal(err)
	}
	checker := check.New(w.Account)
	CheckRules(w, checker)
	put := func(name, value string) {
		t.Helper()
		_, err := w.Operator().SSM.PutParameter(context.Background(), &ssm.PutParameterInput{
			Name: aws.String("/sashweight/clusters/prod" + name), Value: &value,
			Type: types.ParameterTypeString, Overwrite: aws.Bool(true),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	night := time.Date(2026, 11, 3, 3, 0, 0, 0, time.UTC)
	web := func() bool { return checker.Rules("prod", "").MayMove("web-1", night) }

	put("", strict)
	if !web() {
		t.Error("the document before is not heeded a moment after a change")
	}
	w.Advance(2 * time.Minute)
	r := checker.Rules("prod", "")
	if r.Budget != 20 || r.Standalone != check.Stop || r.StandaloneWait != 5*time.Minute ||
		r.Protected != check.Stop || r.AtDeadline != check.Force {
		t.Errorf("rules are %+v", r)
	}
	if web() || !r.MayMove("shop", night) || r.MayMove("shop", night.Add(3*time.Hour)) {
		t.Error("move is not heeded")
	}
	put("", "nodes: [")
	put("/services/web-1", "move: any")
	w.Advance(2 * time.Minute)
	if r := checker.Rules("prod", ""); r.Budget != 20 || !web() {
		t.Errorf("rules are %+v, web may move: %t", r, web())
	}
}
