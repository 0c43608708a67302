package functions_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	ebtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/cockroachdb/datadriven"

	"sashweight/events"
	"sashweight/shared/awssim/kernel"
)

// The verbs of people and functions that order drains, and that do not want them any more.

// drain: drain node-1|all [then=terminate|replace|keep] [deadline=30m] [at=return|extend|force]
// [urgent] [by=ada] [id=order-1] [event]. It invokes the function and tells its answer; with event
// it publishes Drain Ordered instead.
func (s *talk) drain(d *datadriven.TestData) error {
	targets := []string{s.ids[first(d)]}
	if first(d) == "all" {
		targets = nil
		for _, n := range s.instances() {
			targets = append(targets, aws.ToString(n.Ec2InstanceId))
		}
	}
	for _, instance := range targets {
		s.ordered++
		e := s.orderOf(d, instance)
		detail, err := e.Detail()
		if err != nil {
			return err
		}
		if d.HasArg("event") {
			err = s.publish(events.DetailTypeDrainOrdered, detail)
		} else {
			err = s.invoke(events.DetailTypeDrainOrdered, detail)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *talk) orderOf(d *datadriven.TestData, instance string) events.DrainOrdered {
	e := events.DrainOrdered{
		Order: word(d, "id", "order-"+strconv.Itoa(s.ordered)), Instance: instance,
		Requester: word(d, "by", "ada"), Reason: "a test", Then: word(d, "then", ""),
		AtDeadline: word(d, "at", ""), Urgent: d.HasArg("urgent"),
	}
	if v := duration(d, "deadline", 0); v > 0 {
		e.Deadline = s.world.Now().Add(v)
	}
	return e
}

// invoke hands an event to the function as `sashweight drain` does, and tells the answer.
func (s *talk) invoke(detailType string, detail []byte) error {
	payload, err := json.Marshal(map[string]any{
		"version": "0", "id": "order", "source": events.SourceSashweight, "detail-type": detailType,
		"time": s.world.Now().UTC().Format(time.RFC3339), "account": s.world.Env.Account,
		"region": s.world.Region, "resources": []string{}, "detail": json.RawMessage(detail),
	})
	if err != nil {
		return fmt.Errorf("encode %s: %w", detailType, err)
	}
	out, err := lambda.NewFromConfig(s.world.UserConfig()).Invoke(s.ctx(), &lambda.InvokeInput{
		FunctionName: aws.String(s.world.Stack.Resources["DrainNodesFunction"].Ref),
		Payload:      payload,
	})
	if err != nil {
		return err
	}
	s.out("%s answer %s%s", s.clock(), aws.ToString(out.FunctionError), out.Payload)
	return nil
}

// clock is the time since the scenario began.
func (s *talk) clock() string {
	return time.Time{}.Add(s.world.Now().Sub(s.origin)).Format("15:04:05")
}

// publish puts an event on the bus as another function would.
func (s *talk) publish(detailType string, detail []byte) error {
	_, err := eventbridge.NewFromConfig(s.world.UserConfig()).PutEvents(s.ctx(),
		&eventbridge.PutEventsInput{Entries: []ebtypes.PutEventsRequestEntry{{
			Source: aws.String(events.SourceSashweight), DetailType: &detailType,
			Detail: aws.String(string(detail)),
		}}})
	return err
}

// unwanted: unwanted [group=win2022] publishes Drains Unwanted.
func (s *talk) unwanted(d *datadriven.TestData) error {
	detail, err := events.DrainsUnwanted{
		Cluster: cluster, Group: word(d, "group", ""), Reason: "demand rises",
	}.Detail()
	if err != nil {
		return err
	}
	return s.publish(events.DetailTypeDrainsUnwanted, detail)
}

// endings: how the cluster's orders stand, and why.
func (s *talk) endings(*datadriven.TestData) error {
	work, err := s.store().Work(s.ctx(), cluster)
	if err != nil {
		return err
	}
	for _, o := range work.Orders {
		s.out("%s %s of %s: %s %s: %s", o.Instance, o.ID, o.Requester, o.Step, o.Ending, o.EndReason)
	}
	return nil
}

// asked tells of events that ask others for something.
func (s *talk) asked(next func(kernel.Entry)) func(kernel.Entry) {
	return func(e kernel.Entry) {
		next(e)
		if e.Kind == "event" && strings.Contains(e.Text, `"`+events.DetailTypeCapacityNeeded+`"`) {
			_, text, _ := strings.Cut(e.Text, " ")
			s.out("%s asks   %s", s.clock(), text)
		}
	}
}

// hush leaves the holds and notes of a long story out, where the command says quiet.
func (s *talk) hush(d *datadriven.TestData) {
	if !d.HasArg("quiet") {
		return
	}
	loud := s.lines[:0]
	for _, l := range s.lines {
		words := strings.Fields(l)
		if len(words) > 2 && (words[1] == "done" || words[1] == "world" && words[2] == "ec2") &&
			words[2] != "note" && words[2] != "heartbeat" {
			loud = append(loud, l)
		}
	}
	s.lines = loud
}
