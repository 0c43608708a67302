package state

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/fleet"
)

// Bounds of what people and events bring into an order's row.
const (
	idMax       = 256
	sentenceMax = 512
)

// orderItem is the order's row: what is zero has no attribute. The claim is not in it: only Claim
// writes that.
func orderItem(o fleet.DrainOrder) item {
	it := row(clusterKey(o.Cluster), orderPrefix+o.Instance)
	putTexts(it, map[string]string{
		"order_id": o.ID, "joined": strings.Join(o.Joined, "\n"), "cluster": o.Cluster,
		"instance": o.Instance, "group_name": o.Group, "origin": string(o.Origin),
		"requester": cut(o.Requester, idMax), "reason": cut(o.Reason, sentenceMax),
		"then": string(o.Then), "at_deadline": string(o.AtDeadline), "hook": o.Hook,
		"hook_token": o.Token, "step": string(o.Step), "ending": string(o.Ending),
		"end_reason": cut(o.EndReason, sentenceMax), "replacement": o.Replacement, "node": o.Node,
		"services": strings.Join(o.Services, "\n"),
		"cancel":   cut(o.Cancel, sentenceMax),
	})
	putMoments(it, map[string]time.Time{
		"deadline": o.Deadline, "extended_until": o.Extended, "due": o.Due, "created": o.Created,
		"opened": o.Opened, "beat": o.Beat, "draining": o.Draining, "finished": o.Finished,
		"replacing": o.Replacing, "asked": o.Asked, "removing": o.Removing, "expected": o.Expected,
		"emptied": o.Emptied, "timer": o.Timer,
	})
	putNumbers(it, map[string]int64{
		"rev": o.Rev, "heartbeat": int64(o.Heartbeat / time.Second), "wanted": int64(o.Wanted),
		"tasks": int64(o.Tasks),
	})
	if o.Urgent {
		it["urgent"] = &types.AttributeValueMemberBOOL{Value: true}
	}
	if o.Found {
		it["found"] = &types.AttributeValueMemberBOOL{Value: true}
	}
	putForecast(it, o.Forecast)
	if !o.Open() {
		it["expires"] = seconds(o.Finished.Add(orderKept))
	}
	return it
}

func orderOf(it item) fleet.DrainOrder {
	o := fleet.DrainOrder{
		ID: textOf(it, "order_id"), Cluster: textOf(it, "cluster"), Rev: numberOf(it, "rev"),
		Instance: textOf(it, "instance"), Group: textOf(it, "group_name"),
		Origin: fleet.Origin(textOf(it, "origin")), Requester: textOf(it, "requester"),
		Reason: textOf(it, "reason"), Then: fleet.Then(textOf(it, "then")),
		Deadline: momentOf(it, "deadline"), Extended: momentOf(it, "extended_until"),
		AtDeadline: fleet.AtDeadline(textOf(it, "at_deadline")), Urgent: flagOf(it, "urgent"),
		Due: momentOf(it, "due"), Hook: textOf(it, "hook"), Token: textOf(it, "hook_token"),
		Heartbeat: time.Duration(numberOf(it, "heartbeat")) * time.Second,
		Step:      fleet.Step(textOf(it, "step")), Ending: fleet.Ending(textOf(it, "ending")),
		EndReason: textOf(it, "end_reason"), Created: momentOf(it, "created"),
		Opened: momentOf(it, "opened"), Beat: momentOf(it, "beat"),
		Draining: momentOf(it, "draining"), Finished: momentOf(it, "finished"),
		Replacing: momentOf(it, "replacing"), Wanted: int(numberOf(it, "wanted")),
		Replacement: textOf(it, "replacement"), Asked: momentOf(it, "asked"),
		Removing: momentOf(it, "removing"), Emptied: momentOf(it, "emptied"),
		Timer: momentOf(it, "timer"), Cancel: textOf(it, "cancel"), Tasks: int(numberOf(it, "tasks")),
		Forecast: forecastOf(it), Expected: momentOf(it, "expected"),
		Claimed: momentOf(it, "claimed_until"), Claim: fleet.Ending(textOf(it, "claimed_ending")),
	}
	if joined := textOf(it, "joined"); joined != "" {
		o.Joined = strings.Split(joined, "\n")
	}
	if services := textOf(it, "services"); services != "" {
		o.Services = strings.Split(services, "\n")
	}
	o.Node, o.Found = textOf(it, "node"), flagOf(it, "found")
	return o
}
