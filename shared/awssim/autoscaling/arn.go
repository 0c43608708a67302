package autoscaling

// GroupARN is the ARN of the group of a name; "" when there is none.
func (a *AutoScaling) GroupARN(name string) string {
	if g := a.groups[name]; g != nil {
		return g.arn
	}
	return ""
}

// GroupOf is the name of the group of an instance; "" when there is none.
func (a *AutoScaling) GroupOf(instance string) string {
	if i := a.instances[instance]; i != nil {
		return i.group.name
	}
	return ""
}
