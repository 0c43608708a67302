// Package scheduler is EventBridge Scheduler: schedules of a rate, or of one time, that invoke a
// function, in schedule groups.
package scheduler

import (
	"time"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/wire"
)

// Scheduler is the schedules of one account.
type Scheduler struct {
	// Service has the operations.
	Service *wire.Service
	// Invoke calls a function asynchronously by its ARN; cause says on whose behalf.
	Invoke func(functionARN string, payload []byte, cause string) error
	// Send puts a message into a dead-letter queue by its ARN, with string attributes.
	Send func(queueARN, body string, attributes map[string]string) error

	env       *kernel.Env
	schedules []*Schedule
	groups    []*group
}

// routes are the operations of the REST API (EventBridge Scheduler API reference, each operation's
// request syntax).
var routes = map[string]string{
	"CreateSchedule": "POST /schedules/{Name}",
	"GetSchedule":    "GET /schedules/{Name}?groupName={GroupName}",
	"UpdateSchedule": "PUT /schedules/{Name}",
	"DeleteSchedule": "DELETE /schedules/{Name}?groupName={GroupName}&clientToken={ClientToken}",
	"ListSchedules": "GET /schedules?ScheduleGroup={GroupName}&MaxResults={MaxResults}&" +
		"NamePrefix={NamePrefix}&NextToken={NextToken}&State={State}",
	"CreateScheduleGroup": "POST /schedule-groups/{Name}",
	"GetScheduleGroup":    "GET /schedule-groups/{Name}",
	"DeleteScheduleGroup": "DELETE /schedule-groups/{Name}?clientToken={ClientToken}",
	"ListScheduleGroups": "GET /schedule-groups?MaxResults={MaxResults}&" +
		"NamePrefix={NamePrefix}&NextToken={NextToken}",
	"ListTagsForResource": "GET /tags/{ResourceArn}",
	"TagResource":         "POST /tags/{ResourceArn}",
	"UntagResource":       "DELETE /tags/{ResourceArn}?TagKeys={TagKeys}",
}

// members are those of ECS targets, which begin in lower case as ECS's own do.
var members = map[string]wire.Member{
	"AwsvpcConfiguration": {Name: "awsvpcConfiguration"},
	"Base":                {Name: "base"},
	"CapacityProvider":    {Name: "capacityProvider"},
	"Expression":          {Name: "expression"},
	"Field":               {Name: "field"},
	"Type":                {Name: "type"},
	"Weight":              {Name: "weight"},
}

// New returns an account without schedules.
func New(env *kernel.Env) *Scheduler {
	s := &Scheduler{env: env, Service: wire.NewService(wire.Spec{
		ID: "Scheduler", Scope: "scheduler", Protocol: wire.RESTJSON, Routes: routes,
		Members: members,
	})}
	s.groups = []*group{s.newGroup(defaultGroup)}
	wire.On(s.Service, "CreateSchedule", s.createSchedule)
	wire.On(s.Service, "GetSchedule", s.getSchedule)
	wire.On(s.Service, "UpdateSchedule", s.updateSchedule)
	wire.On(s.Service, "DeleteSchedule", s.deleteSchedule)
	wire.On(s.Service, "ListSchedules", s.listSchedules)
	wire.On(s.Service, "CreateScheduleGroup", s.createScheduleGroup)
	wire.On(s.Service, "GetScheduleGroup", s.getScheduleGroup)
	wire.On(s.Service, "DeleteScheduleGroup", s.deleteScheduleGroup)
	wire.On(s.Service, "ListScheduleGroups", s.listScheduleGroups)
	wire.On(s.Service, "ListTagsForResource", s.listTagsForResource)
	wire.On(s.Service, "TagResource", s.tagResource)
	wire.On(s.Service, "UntagResource", s.untagResource)
	return s
}

func (s *Scheduler) upTo(d time.Duration) time.Duration {
	return time.Duration(s.env.Stream("schedule").Int64N(int64(d))).Truncate(time.Millisecond)
}
