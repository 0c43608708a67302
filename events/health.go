package events

import "fmt"

// HealthEvent is a notice of AWS Health (AWS Health user guide, cloudwatch-events-health). Delivery
// is best effort.
type HealthEvent struct {
	Meta
	// Service is such as EC2; Code such as AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED.
	Service, Code string
	// Category is issue, accountNotification, scheduledChange or investigation.
	Category string
	// Status is open, closed or upcoming; it may be empty.
	Status string
	// Entities are what is affected: for EC2, bare instance ids. Empty for public events.
	Entities []string
}

func decodeHealthEvent(in input) (Event, error) {
	var wire struct {
		Service  string `json:"service"`
		Code     string `json:"eventTypeCode"`
		Category string `json:"eventTypeCategory"`
		Status   string `json:"statusCode"`
		Entities []struct {
			Value string `json:"entityValue"`
		} `json:"affectedEntities"`
	}
	if err := in.unmarshal(&wire); err != nil {
		return nil, err
	}
	c := checker{input: in}
	c.need("service", wire.Service)
	c.need("eventTypeCode", wire.Code)
	c.need("eventTypeCategory", wire.Category)
	c.limit("statusCode", wire.Status)
	event := HealthEvent{
		Meta: in.meta, Service: wire.Service, Code: wire.Code, Category: wire.Category,
		Status: wire.Status,
	}
	for _, entity := range wire.Entities {
		c.limit("affectedEntities", entity.Value)
		event.Entities = append(event.Entities, entity.Value)
	}
	if c.err != nil {
		return nil, c.err
	}
	return event, nil
}

// About names the notice and what it affects.
func (e HealthEvent) About() string {
	about := fmt.Sprintf("%s %s (%s)", name(e.Service), name(e.Code), name(e.Category))
	if len(e.Entities) > 0 {
		about += " on " + few(e.Entities)
	}
	return about
}
