package ec2

import (
	"slices"
	"strconv"

	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awssim/host"
)

func (e *EC2) createLaunchTemplateVersion(
	in *api.CreateLaunchTemplateVersionInput,
) (*api.CreateLaunchTemplateVersionOutput, error) {
	t, err := e.templateBy(in.LaunchTemplateId, in.LaunchTemplateName)
	if err != nil {
		return nil, err
	}
	var source *types.ResponseLaunchTemplateData
	if s := text(in.SourceVersion); s != "" {
		v := t.find(s)
		if v == nil {
			return nil, t.noVersion(s)
		}
		source = v.data
	}
	data, err := e.dataFrom(source, in.LaunchTemplateData)
	if err != nil {
		return nil, err
	}
	v := e.addVersion(t, data, text(in.VersionDescription))
	return &api.CreateLaunchTemplateVersionOutput{
		LaunchTemplateVersion: new(e.versionOutput(t, v, isSet(in.ResolveAlias))),
	}, nil
}

func isSet(b *bool) bool { return b != nil && *b }

func (e *EC2) versionOutput(t *template, v *version, resolve bool) types.LaunchTemplateVersion {
	data := v.data
	if resolve {
		if id, err := e.machines.ResolveAMI(text(data.ImageId)); err == nil && id != "" {
			copied := *data
			copied.ImageId = new(id)
			data = &copied
		}
	}
	out := types.LaunchTemplateVersion{
		LaunchTemplateId: new(t.id), LaunchTemplateName: new(t.name), VersionNumber: new(v.number),
		CreateTime: new(v.created), CreatedBy: new(e.creator()),
		DefaultVersion: new(v.number == t.defaultNumber), LaunchTemplateData: data,
	}
	if v.description != "" {
		out.VersionDescription = new(v.description)
	}
	return out
}

func (e *EC2) modifyLaunchTemplate(
	in *api.ModifyLaunchTemplateInput,
) (*api.ModifyLaunchTemplateOutput, error) {
	t, err := e.templateBy(in.LaunchTemplateId, in.LaunchTemplateName)
	if err != nil {
		return nil, err
	}
	if err := required(in.DefaultVersion, "SetDefaultVersion"); err != nil {
		return nil, err
	}
	v := t.find(*in.DefaultVersion)
	if v == nil {
		return nil, t.noVersion(*in.DefaultVersion)
	}
	t.defaultNumber = v.number
	e.machines.SetDefaultVersion(t.id, strconv.FormatInt(v.number, 10))
	return &api.ModifyLaunchTemplateOutput{LaunchTemplate: e.templateOutput(t)}, nil
}

func (e *EC2) deleteLaunchTemplate(
	in *api.DeleteLaunchTemplateInput,
) (*api.DeleteLaunchTemplateOutput, error) {
	t, err := e.templateBy(in.LaunchTemplateId, in.LaunchTemplateName)
	if err != nil {
		return nil, err
	}
	out := &api.DeleteLaunchTemplateOutput{LaunchTemplate: e.templateOutput(t)}
	e.machines.RemoveTemplate(t.id, "")
	e.templates.remove(t.id)
	delete(e.tags, t.id)
	return out, nil
}

func (e *EC2) deleteLaunchTemplateVersions(
	in *api.DeleteLaunchTemplateVersionsInput,
) (*api.DeleteLaunchTemplateVersionsOutput, error) {
	t, err := e.templateBy(in.LaunchTemplateId, in.LaunchTemplateName)
	if err != nil {
		return nil, err
	}
	if len(in.Versions) == 0 {
		return nil, missing("LaunchTemplateVersion")
	}
	out := &api.DeleteLaunchTemplateVersionsOutput{}
	for _, asked := range in.Versions {
		number, err := strconv.ParseInt(asked, 10, 64)
		if err != nil {
			return nil, fail("InvalidParameterValue", "'%s' is not a version number", asked)
		}
		v := t.version(number)
		switch {
		case v == nil:
			out.UnsuccessfullyDeletedLaunchTemplateVersions = append(
				out.UnsuccessfullyDeletedLaunchTemplateVersions, t.notDeleted(number,
					types.LaunchTemplateErrorCodeLaunchTemplateVersionDoesNotExist,
					"Could not find the specified version "+asked+
						" for the launch template with ID "+t.id+"."))
		case number == t.defaultNumber:
			out.UnsuccessfullyDeletedLaunchTemplateVersions = append(
				out.UnsuccessfullyDeletedLaunchTemplateVersions, t.notDeleted(number,
					types.LaunchTemplateErrorCodeUnexpectedError,
					"The default version of a launch template cannot be deleted."))
		default:
			e.machines.RemoveTemplate(t.id, asked)
			t.versions = slices.DeleteFunc(t.versions, func(x *version) bool { return x == v })
			out.SuccessfullyDeletedLaunchTemplateVersions = append(
				out.SuccessfullyDeletedLaunchTemplateVersions,
				types.DeleteLaunchTemplateVersionsResponseSuccessItem{
					LaunchTemplateId: new(t.id), LaunchTemplateName: new(t.name),
					VersionNumber: new(number),
				})
		}
	}
	return out, nil
}

func (t *template) notDeleted(
	number int64, code types.LaunchTemplateErrorCode, message string,
) types.DeleteLaunchTemplateVersionsResponseErrorItem {
	return types.DeleteLaunchTemplateVersionsResponseErrorItem{
		LaunchTemplateId: new(t.id), LaunchTemplateName: new(t.name), VersionNumber: new(number),
		ResponseError: &types.ResponseError{Code: code, Message: new(message)},
	}
}

func (e *EC2) describeLaunchTemplates(
	in *api.DescribeLaunchTemplatesInput,
) (*api.DescribeLaunchTemplatesOutput, error) {
	e.adopt()
	id := func(t *template) string { return t.id }
	name := func(t *template) string { return t.name }
	all, err := lookUp(in.LaunchTemplateIds, e.templates.all(), id,
		func(ids []string) error { return noTemplateID(ids[0]) })
	if err == nil {
		all, err = lookUp(in.LaunchTemplateNames, all, name,
			func(names []string) error { return noTemplateName(names[0]) })
	}
	if err != nil {
		return nil, err
	}
	all, err = selected(e, all, id, in.Filters, values[*template]{
		"launch-template-name": one(name),
		"create-time":          one(func(t *template) string { return stamp(t.created) }),
	})
	if err != nil {
		return nil, err
	}
	shown, next, err := page(all, id, limits{1, 200}, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeLaunchTemplatesOutput{
		LaunchTemplates: []types.LaunchTemplate{}, NextToken: next,
	}
	for _, t := range shown {
		out.LaunchTemplates = append(out.LaunchTemplates, *e.templateOutput(t))
	}
	return out, nil
}

// ofTemplate is a version with its launch template.
type ofTemplate struct {
	*template
	*version
}

func (v ofTemplate) key() string {
	return v.template.id + " " + strconv.FormatInt(v.version.number, 10)
}

func (e *EC2) describeLaunchTemplateVersions(
	in *api.DescribeLaunchTemplateVersionsInput,
) (*api.DescribeLaunchTemplateVersionsOutput, error) {
	all, err := e.versionsFor(in)
	if err != nil {
		return nil, err
	}
	data := func(f func(*types.ResponseLaunchTemplateData) string) func(ofTemplate) []string {
		return func(v ofTemplate) []string { return []string{f(v.data)} }
	}
	type d = types.ResponseLaunchTemplateData
	all, err = selected(e, all, ofTemplate.key, in.Filters, values[ofTemplate]{
		"image-id":      data(func(d *d) string { return text(d.ImageId) }),
		"instance-type": data(func(d *d) string { return string(d.InstanceType) }),
		"create-time":   one(func(v ofTemplate) string { return stamp(v.version.created) }),
		"is-default-version": one(func(v ofTemplate) string {
			return strconv.FormatBool(v.number == v.defaultNumber)
		}),
	})
	if err != nil {
		return nil, err
	}
	shown, next, err := page(all, ofTemplate.key, limits{1, 200}, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeLaunchTemplateVersionsOutput{
		LaunchTemplateVersions: []types.LaunchTemplateVersion{}, NextToken: next,
	}
	for _, v := range shown {
		out.LaunchTemplateVersions = append(out.LaunchTemplateVersions,
			e.versionOutput(v.template, v.version, isSet(in.ResolveAlias)))
	}
	return out, nil
}

// versionsFor are the versions that a request means: of one launch template, the newest first, or
// the default or latest ones of all (EC2 API reference, DescribeLaunchTemplateVersions).
func (e *EC2) versionsFor(in *api.DescribeLaunchTemplateVersionsInput) ([]ofTemplate, error) {
	if in.LaunchTemplateId == nil && in.LaunchTemplateName == nil {
		return e.versionsOfAll(in.Versions)
	}
	t, err := e.templateBy(in.LaunchTemplateId, in.LaunchTemplateName)
	if err != nil {
		return nil, err
	}
	var out []ofTemplate
	for _, asked := range in.Versions {
		v := t.find(asked)
		if v == nil {
			return nil, t.noVersion(asked)
		}
		out = append(out, ofTemplate{t, v})
	}
	if len(in.Versions) > 0 {
		return out, nil
	}
	least, most := int64(0), t.last
	if s := text(in.MinVersion); s != "" {
		least, _ = strconv.ParseInt(s, 10, 64)
	}
	if s := text(in.MaxVersion); s != "" {
		most, _ = strconv.ParseInt(s, 10, 64)
	}
	for _, v := range slices.Backward(t.versions) {
		if v.number >= least && v.number <= most {
			out = append(out, ofTemplate{t, v})
		}
	}
	return out, nil
}

func (e *EC2) versionsOfAll(asked []string) ([]ofTemplate, error) {
	if len(asked) == 0 {
		return nil, fail("MissingParameter",
			"Either launch template ID or launch template name must be specified.")
	}
	e.adopt()
	var out []ofTemplate
	for _, t := range e.templates.all() {
		for _, a := range asked {
			if a != host.VersionDefault && a != host.VersionLatest {
				return nil, fail("InvalidParameterCombination", "Only $Default and $Latest can be "+
					"specified when no launch template is named.")
			}
			if v := (ofTemplate{t, t.find(a)}); !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return out, nil
}
