package autoscaling

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/autoscaling/types"

	"sashweight/shared/awssim/host"
)

// Versions of a launch template that are looked up anew at each launch (Auto Scaling API
// reference, LaunchTemplateSpecification).
const (
	versionDefault = "$Default"
	versionLatest  = "$Latest"
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
	known := templateRef{}
	for _, t := range a.templates {
		if t.ID == id || id == "" && t.Name == name {
			known = templateRef{t.ID, t.Name, version}
		}
	}
	switch {
	case known.id != "":
	case id != "":
		return templateRef{}, invalid(
			badTemplate+"The specified launch template, with template ID %s, does not exist.", id)
	default:
		return templateRef{}, invalid(badTemplate+
			"The specified launch template, with template name %s, does not exist.", name)
	}
	if version == "" {
		known.version = versionDefault
	}
	if _, ok := a.resolve(known); !ok {
		return templateRef{}, invalid(badTemplate+
			"Could not find the specified version %s for the launch template with ID %s.",
			version, known.id)
	}
	return known, nil
}

// resolve is the template's version that a launch would use now.
func (a *AutoScaling) resolve(r templateRef) (t host.Template, ok bool) {
	for _, c := range a.templates {
		if c.ID != r.id {
			continue
		}
		switch r.version {
		case versionDefault:
			return c, true
		case versionLatest, c.Version:
			t, ok = c, true
		}
	}
	return t, ok
}

// age orders versions of one launch template: the seeding order.
func (a *AutoScaling) age(t host.Template) int {
	for n, c := range a.templates {
		if c.ID == t.ID && c.Version == t.Version {
			return n
		}
	}
	return -1
}
