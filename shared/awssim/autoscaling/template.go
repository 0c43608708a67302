package autoscaling

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
)

const badTemplate = "You must use a valid fully-formed launch template. "

// templateRef is the launch template of a group: which, and at which version.
type templateRef struct{ id, name, version string }

// output is the reference as the API tells it.
func (r templateRef) output() *types.LaunchTemplateSpecification {
	return &types.LaunchTemplateSpecification{
		LaunchTemplateId: new(r.id), LaunchTemplateName: new(r.name), Version: new(r.version),
	}
}

// reference finds the seeded launch template that a request names.
func (a *AutoScaling) reference(spec *types.LaunchTemplateSpecification) (templateRef, error) {
	id, name := aws.ToString(spec.LaunchTemplateId), aws.ToString(spec.LaunchTemplateName)
	version := aws.ToString(spec.Version)
	if (id == "") == (name == "") {
		return templateRef{}, invalid(
			"Valid requests must contain either launchTemplateId or LaunchTemplateName")
	}
	knownID, knownName, found := a.machines.NameTemplate(id, name)
	known := templateRef{knownID, knownName, version}
	switch {
	case found:
	case id != "":
		return templateRef{}, invalid(
			badTemplate+"The specified launch template, with template ID %s, does not exist.", id)
	default:
		return templateRef{}, invalid(badTemplate+
			"The specified launch template, with template name %s, does not exist.", name)
	}
	if version == "" {
		known.version = host.VersionDefault
	}
	if _, ok := a.machines.FindTemplate(known.id, known.version); !ok {
		return templateRef{}, invalid(badTemplate+
			"Could not find the specified version %s for the launch template with ID %s.",
			version, known.id)
	}
	return known, nil
}
