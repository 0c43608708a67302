package health

import (
	"net/http"
	"time"
)

// The states of an event, and what an affected instance is in each (AWS Health user guide,
// aws-health-events-eventbridge-schema).
const (
	upcoming = "upcoming"
	closed   = "closed"
)

var entityStatus = map[string]string{upcoming: "PENDING", closed: "RESOLVED"}

// detail is that of an AWS Health Event (AWS Health user guide,
// aws-health-events-eventbridge-schema).
type detail struct {
	EventARN          string            `json:"eventArn"`
	Service           string            `json:"service"`
	EventTypeCode     string            `json:"eventTypeCode"`
	EventTypeCategory string            `json:"eventTypeCategory"`
	EventScopeCode    string            `json:"eventScopeCode"`
	CommunicationID   string            `json:"communicationId"`
	StartTime         string            `json:"startTime"`
	EndTime           string            `json:"endTime,omitempty"`
	LastUpdatedTime   string            `json:"lastUpdatedTime"`
	StatusCode        string            `json:"statusCode"`
	EventRegion       string            `json:"eventRegion"`
	EventDescription  []description     `json:"eventDescription"`
	EventMetadata     map[string]string `json:"eventMetadata"`
	AffectedEntities  []entity          `json:"affectedEntities"`
	Page              string            `json:"page"`
	TotalPages        string            `json:"totalPages"`
	BackupEvent       string            `json:"backupEvent"`
	AffectedAccount   string            `json:"affectedAccount"`
	Actionability     string            `json:"actionability"`
	Personas          []string          `json:"personas"`
}

type description struct {
	Language string `json:"language"`
	Latest   string `json:"latestDescription"`
}

type entity struct {
	Value       string `json:"entityValue"`
	LastUpdated string `json:"lastUpdatedTime"`
	Status      string `json:"status"`
}

// detail is what all pages of a communication say.
func (h *Health) detail(arn string, c Change, status string) detail {
	d := detail{
		EventARN: arn, Service: "EC2", EventTypeCode: kinds[c.Kind].health,
		EventTypeCategory: "scheduledChange", EventScopeCode: "ACCOUNT_SPECIFIC",
		StartTime: stamp(c.Begin), LastUpdatedTime: stamp(h.env.Now()), StatusCode: status,
		EventRegion:      h.env.Region,
		EventDescription: []description{{"en_US", kinds[c.Kind].text + "."}},
		EventMetadata:    map[string]string{}, BackupEvent: "false", AffectedAccount: h.env.Account,
		Actionability: "ACTION_REQUIRED", Personas: []string{"OPERATIONS"},
	}
	if !c.End.IsZero() {
		d.EndTime = stamp(c.End)
	}
	return d
}

// stamp writes a time as Health does: Fri, 27 Jan 2023 06:02:51 GMT.
func stamp(t time.Time) string { return t.UTC().Format(http.TimeFormat) }
