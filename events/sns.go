package events

import (
	"bytes"
	"encoding/json"
	"fmt"
)

const (
	sourceSNS              = "aws.sns"
	detailTypeNotification = "SNS Notification"
)

// Notification is a message of an SNS topic. AWS's topics on Windows AMIs send prose to people, so
// it says that there is something to look up, never what (ECS developer guide,
// ECS-AMI-windows-SubscribeTopic).
type Notification struct {
	Meta
	// Topic is an ARN; empty for a message that came without its envelope.
	Topic string
	// Subject may be empty. Message is cut to 4 KiB.
	Subject, Message string
}

// snsMessage is what Lambda, HTTP and SQS all get.
type snsMessage struct {
	Type      string `json:"Type"`
	ID        string `json:"MessageId"`
	Topic     string `json:"TopicArn"`
	Subject   string `json:"Subject"`
	Message   string `json:"Message"`
	Timestamp string `json:"Timestamp"`
}

// decodeNotificationRecord reads a list of one: SNS puts one message in each call (Lambda developer
// guide, with-sns).
func decodeNotificationRecord(in input) (Event, error) {
	var wire struct {
		Records []struct {
			SNS json.RawMessage `json:"Sns"`
		} `json:"Records"`
	}
	if err := in.unmarshal(&wire); err != nil {
		return nil, err
	}
	if len(wire.Records) != 1 {
		return nil, in.fail("Records", fmt.Sprintf("has %d records, want 1", len(wire.Records)))
	}
	c := checker{input: in}
	if c.there("Records.0.Sns"); c.err != nil {
		return nil, c.err
	}
	return decodeNotification(in.inside("Records.0.Sns", wire.Records[0].SNS))
}

func decodeNotification(in input) (Event, error) {
	var message snsMessage
	if err := in.unmarshal(&message); err != nil {
		return nil, err
	}
	c := checker{input: in}
	c.need("Type", message.Type)
	c.need("MessageId", message.ID)
	c.need("TopicArn", message.Topic)
	c.need("Timestamp", message.Timestamp)
	c.there("Message")
	if c.err != nil {
		return nil, c.err
	}
	at, err := in.time("Timestamp", message.Timestamp)
	if err != nil {
		return nil, err
	}
	meta := Meta{
		ID: message.ID, Source: sourceSNS, DetailType: "SNS " + message.Type, Time: at,
		Account: arnPart(message.Topic, 4), Region: arnPart(message.Topic, 3),
		Resources: []string{message.Topic},
	}
	if meta.DetailType != detailTypeNotification { // a subscription's confirmation
		return Ignored{Meta: meta}, nil
	}
	return Notification{
		Meta: meta, Topic: message.Topic, Subject: clip(message.Subject, textBytesMax),
		Message: clip(message.Message, messageBytesMax),
	}, nil
}

// decodeAMIMessage takes the JSON message of the ECS AMI topic without its envelope.
func decodeAMIMessage(in input) (Event, error) {
	var message bytes.Buffer
	if err := json.Compact(&message, in.body); err != nil {
		return nil, in.fail("", err.Error())
	}
	return Notification{
		Meta:    Meta{Source: sourceSNS, DetailType: detailTypeNotification},
		Message: clip(message.String(), messageBytesMax),
	}, nil
}

// About names the topic and what the message is headed.
func (e Notification) About() string {
	text := e.Subject
	if text == "" {
		text = e.Message
	}
	if e.Topic == "" {
		return "message without its envelope" + because(text)
	}
	return "topic " + name(arnPart(e.Topic, 5)) + because(text)
}
