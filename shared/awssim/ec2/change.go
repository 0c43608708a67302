package ec2

import (
	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awssim/host"
)

// change applies f to each instance that ids name and tells their states before and after.
func (e *EC2) change(ids []string, check func(*instance) error, f func(string) error,
) ([]types.InstanceStateChange, error) {
	if len(ids) == 0 {
		return nil, missing("InstanceId")
	}
	if err := checkIDs(ids); err != nil {
		return nil, err
	}
	found, err := e.named(ids)
	if err != nil {
		return nil, err
	}
	for _, i := range found {
		if err := check(i); err != nil {
			return nil, err
		}
	}
	out := make([]types.InstanceStateChange, len(found))
	for n, i := range found {
		out[n] = types.InstanceStateChange{
			InstanceId: new(nameOf(i)), PreviousState: StateOf(i.machine.State),
		}
		if err := f(nameOf(i)); err != nil {
			return nil, err
		}
		out[n].CurrentState = StateOf(i.machine.State)
	}
	return out, nil
}

func (e *EC2) terminateInstances(
	in *api.TerminateInstancesInput,
) (*api.TerminateInstancesOutput, error) {
	changes, err := e.change(in.InstanceIds, func(i *instance) error {
		if i.protected {
			return fail("OperationNotPermitted", "The instance '%s' may not be terminated. Modify "+
				"its 'disableApiTermination' instance attribute and try again.", nameOf(i))
		}
		return nil
	}, func(id string) error {
		e.machines.Terminate(id)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &api.TerminateInstancesOutput{TerminatingInstances: changes}, nil
}

func (e *EC2) stopInstances(in *api.StopInstancesInput) (*api.StopInstancesOutput, error) {
	if err := notYet(in, "Hibernate"); err != nil {
		return nil, err
	}
	changes, err := e.change(in.InstanceIds, func(i *instance) error {
		switch i.machine.State {
		case host.Running, host.Stopping, host.Stopped:
		default:
			return wrongState(i, "stopped")
		}
		if i.machine.Spot {
			return fail("UnsupportedOperation", "You can't stop the Spot Instance '%s' because it "+
				"is associated with a one-time Spot Instance request. You can only stop Spot "+
				"Instances associated with persistent Spot Instance requests.", nameOf(i))
		}
		return nil
	}, func(id string) error {
		e.machines.Stop(id)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &api.StopInstancesOutput{StoppingInstances: changes}, nil
}

func (e *EC2) startInstances(in *api.StartInstancesInput) (*api.StartInstancesOutput, error) {
	changes, err := e.change(in.InstanceIds, func(i *instance) error {
		switch i.machine.State {
		case host.Stopped, host.Pending, host.Running:
			return nil
		}
		return wrongState(i, "started")
	}, e.machines.Start)
	if err != nil {
		return nil, err
	}
	return &api.StartInstancesOutput{StartingInstances: changes}, nil
}

func (e *EC2) rebootInstances(in *api.RebootInstancesInput) (*api.RebootInstancesOutput, error) {
	_, err := e.change(in.InstanceIds, func(i *instance) error {
		if i.machine.State != host.Running {
			return wrongState(i, "rebooted")
		}
		return nil
	}, func(id string) error {
		e.machines.Reboot(id)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &api.RebootInstancesOutput{}, nil
}

func wrongState(i *instance, verb string) error {
	return fail("IncorrectInstanceState",
		"The instance '%s' is not in a state from which it can be %s.", nameOf(i), verb)
}
