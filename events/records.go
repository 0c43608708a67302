package events

// decodeRecords reads Lambda's list of records, which come from one source.
func decodeRecords(in input) (Event, error) {
	var wire struct {
		Records []struct {
			Source string `json:"EventSource"`
		} `json:"Records"`
	}
	if err := in.unmarshal(&wire); err != nil {
		return nil, err
	}
	if len(wire.Records) == 0 {
		return nil, in.fail("Records", "has 0 records, want at least 1")
	}
	source := wire.Records[0].Source
	c := checker{input: in}
	if c.need("Records.0.EventSource", source); c.err != nil {
		return nil, c.err
	}
	switch source {
	case "aws:sns":
		return decodeNotificationRecord(in)
	case sourceSQS:
		return decodeTimers(in)
	default:
		return Unknown{Meta: Meta{Source: source}}, nil
	}
}
