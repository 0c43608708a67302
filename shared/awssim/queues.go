package awssim

import "sashweight/shared/awssim/iam"

// wireQueues lets Lambda read queues for its event source mappings, and queues pass on the trace of
// the function that sends.
func (a *Account) wireQueues() {
	a.Lambda.Queues, a.SQS.Trace, a.SQS.Copies = a.SQS, a.Lambda.Trace, a.Faults.Message
	a.Lambda.Allows = func(role, action, resource string) bool {
		return a.IAM.Allows(role, iam.Request{Action: action, Resource: resource})
	}
}
