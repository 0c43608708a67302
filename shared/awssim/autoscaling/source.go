package autoscaling

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
	"sashweight/shared/awssim/wire"
)

// source is what a group launches: a launch template, one with overrides, or a launch
// configuration.
type source struct {
	template templateRef // also that of mixed
	config   *configuration
	mixed    *mixed
}

// sources are what a request names.
type sources struct {
	template *types.LaunchTemplateSpecification
	config   *string
	mixed    *types.MixedInstancesPolicy
}

func (q sources) count() (n int) {
	for _, named := range []bool{q.template != nil, q.config != nil, q.mixed != nil} {
		if named {
			n++
		}
	}
	return n
}

// source finds what a request names; old is what the group has, for a policy that names a part.
func (a *AutoScaling) source(q sources, old source) (source, error) {
	switch {
	case q.count() > 1:
		return source{}, oneSource()
	case q.config != nil:
		c := a.configurations[*q.config]
		if c == nil {
			return source{}, noLaunchConfiguration(*q.config)
		}
		return source{config: c}, nil
	case q.mixed != nil:
		m, err := a.mix(q.mixed, old.mixed)
		if err != nil {
			return source{}, err
		}
		return source{template: m.choices[0].template, mixed: m}, nil
	case q.template != nil:
		ref, err := a.reference(q.template)
		return source{template: ref}, err
	}
	return old, nil
}

func oneSource() error {
	return invalid("Valid requests must contain either LaunchTemplate, LaunchConfigurationName, " +
		"InstanceId or MixedInstancesPolicy parameter.")
}

// tell puts the source into what is told of a group.
func (s *source) tell(out *types.AutoScalingGroup) {
	switch {
	case s.config != nil:
		out.LaunchConfigurationName = new(s.config.name())
	case s.mixed != nil:
		out.MixedInstancesPolicy = s.mixed.policy
	default:
		out.LaunchTemplate = s.template.output()
	}
}

// startIn launches a machine of the group in a zone: of a mixed group's types the first that the
// zone has.
func (a *AutoScaling) startIn(g *group, zone string) (*host.Machine, error) {
	choices, err := a.choices(g)
	if err != nil {
		return nil, err
	}
	var all []error
	for _, t := range choices {
		g.tagMachine(&t)
		m, err := a.machines.LaunchIn(t,
			host.Where{Zone: zone, Subnet: g.subnets[zone], Group: g.name})
		if err == nil {
			return m, nil
		}
		if all = append(all, err); !lacksCapacity(err) {
			break
		}
	}
	if len(all) == 1 {
		return nil, all[0]
	}
	return nil, errors.Join(all...)
}

// choices are what the group would launch now, in turn.
func (a *AutoScaling) choices(g *group) ([]host.Template, error) {
	switch {
	case g.config != nil:
		return []host.Template{g.config.machine}, nil
	case g.mixed != nil:
		return a.mixedChoices(g)
	}
	t, err := a.template(g.template)
	return []host.Template{t}, err
}

// template is what a reference means now.
func (a *AutoScaling) template(r templateRef) (host.Template, error) {
	t, ok := a.machines.FindTemplate(r.id, r.version)
	if !ok {
		return t, wire.Error("InvalidLaunchTemplateId.NotFound",
			"The specified launch template, with template ID %s, does not exist.", r.id)
	}
	return t, nil
}

// origin is the launch template or configuration that an instance was launched from.
func (i *instance) origin() (*types.LaunchTemplateSpecification, *string) {
	switch t := i.machine.Template; {
	case t.ID != "":
		return templateRef{t.ID, t.Name, t.Version}.output(), nil
	case t.Name != "":
		return nil, new(t.Name)
	}
	return nil, nil
}
