package elbv2

import "sashweight/shared/awssim/wire"

// invalid is the error to most wrong requests.
func invalid(format string, args ...any) error {
	return wire.Error("ValidationError", format, args...)
}

func required(member string) error {
	return invalid("1 validation error detected: Value null at '%s' failed to satisfy "+
		"constraint: Member must not be null", member)
}

// later refuses what Elastic Load Balancing knows and this account does not simulate yet.
func later(what string) error { return invalid("%s is not simulated yet; it comes later", what) }

func groupNotFound(which string) error {
	return wire.Error("TargetGroupNotFound", "One or more target groups not found: '%s'", which)
}

func duplicateGroup(name string) error {
	return wire.Error("DuplicateTargetGroupName",
		"A target group with the same name '%s' exists, but with different settings", name)
}

func groupInUse(arn string) error {
	return wire.Error("ResourceInUse",
		"Target group '%s' is currently in use by a listener or a rule", arn)
}

func balancerNotFound(which string) error {
	return wire.Error("LoadBalancerNotFound", "One or more load balancers not found: '%s'", which)
}

func listenerNotFound(which string) error {
	return wire.Error("ListenerNotFound", "One or more listeners not found: '%s'", which)
}

func invalidTarget(format string, args ...any) error {
	return wire.Error("InvalidTarget", format, args...)
}
