package ec2

import (
	"encoding/base64"
	"regexp"
	"strconv"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awssim/host"
)

// template is a launch template with its versions, the oldest first.
type template struct {
	id, name      string
	created       time.Time
	token         string
	defaultNumber int64
	last          int64 // numbers are not used again
	versions      []*version
}

// version is one version of a launch template.
type version struct {
	number      int64
	description string
	created     time.Time
	data        *types.ResponseLaunchTemplateData
}

// adopt makes the versions that were seeded into the machines known here.
func (e *EC2) adopt() {
	for _, t := range e.machines.Templates() {
		number, err := strconv.ParseInt(t.Version, 10, 64)
		if err != nil || t.ID == "" {
			continue
		}
		known := e.templates.byID[t.ID]
		if known == nil {
			known = &template{id: t.ID, name: t.Name, created: e.env.Now(), defaultNumber: number}
			e.templates.add(t.ID, known)
		}
		if known.version(number) == nil && number > known.last {
			known.add(&version{number: number, created: e.env.Now(), data: seededData(t)})
		}
	}
}

// seededData is a seeded version as the API would have it.
func seededData(t host.Template) *types.ResponseLaunchTemplateData {
	d := &types.ResponseLaunchTemplateData{InstanceType: types.InstanceType(t.InstanceType)}
	if t.AMI != "" {
		d.ImageId = new(t.AMI)
	}
	if t.Spot {
		d.InstanceMarketOptions = &types.LaunchTemplateInstanceMarketOptions{
			MarketType: types.MarketTypeSpot,
		}
	}
	return d
}

func (t *template) add(v *version) {
	t.versions = append(t.versions, v)
	t.last = max(t.last, v.number)
}

func (t *template) version(number int64) *version {
	for _, v := range t.versions {
		if v.number == number {
			return v
		}
	}
	return nil
}

// find is the version that a text names: a number, $Default or $Latest.
func (t *template) find(text string) *version {
	switch text {
	case "", host.VersionDefault:
		return t.version(t.defaultNumber)
	case host.VersionLatest:
		return t.versions[len(t.versions)-1]
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return nil
	}
	return t.version(number)
}

// template is the launch template with an id, or nil.
func (e *EC2) template(id string) *template {
	e.adopt()
	return e.templates.byID[id]
}

// templateBy is the launch template that a request names by id or name.
func (e *EC2) templateBy(id, name *string) (*template, error) {
	switch {
	case text(id) == "" && text(name) == "":
		return nil, fail("MissingParameter",
			"Either launch template ID or launch template name must be specified.")
	case text(id) != "" && text(name) != "":
		return nil, fail("InvalidParameterCombination",
			"Only one of launch template ID and launch template name may be specified.")
	case text(id) != "":
		if kindOf(*id) != types.ResourceTypeLaunchTemplate {
			return nil, fail("InvalidLaunchTemplateId.Malformed",
				"The launch template ID '%s' is malformed.", *id)
		}
		if t := e.template(*id); t != nil {
			return t, nil
		}
		return nil, noTemplateID(*id)
	}
	e.adopt()
	for _, t := range e.templates.all() {
		if t.name == *name {
			return t, nil
		}
	}
	return nil, noTemplateName(*name)
}

func noTemplateID(id string) error {
	return fail("InvalidLaunchTemplateId.NotFound",
		"The specified launch template, with template ID %s, does not exist.", id)
}

func noTemplateName(name string) error {
	return fail("InvalidLaunchTemplateName.NotFoundException",
		"The specified launch template, with template name %s, does not exist.", name)
}

func (t *template) noVersion(version string) error {
	return fail("InvalidLaunchTemplateId.VersionNotFound", "Could not find the specified version "+
		"%s for the launch template with ID %s.", version, t.id)
}

// templateName is what a launch template may be called (EC2 API reference, CreateLaunchTemplate).
var templateName = regexp.MustCompile(`^[a-zA-Z0-9().\-/_]{3,128}$`)

func (e *EC2) createLaunchTemplate(
	in *api.CreateLaunchTemplateInput,
) (*api.CreateLaunchTemplateOutput, error) {
	name := text(in.LaunchTemplateName)
	e.adopt()
	for _, t := range e.templates.all() {
		switch {
		case t.name != name:
		case t.token != "" && t.token == text(in.ClientToken):
			return &api.CreateLaunchTemplateOutput{LaunchTemplate: e.templateOutput(t)}, nil
		default:
			return nil, fail("InvalidLaunchTemplateName.AlreadyExistsException",
				"Launch template name already in use.")
		}
	}
	if err := required(in.LaunchTemplateName, "LaunchTemplateName"); err != nil {
		return nil, err
	}
	if !templateName.MatchString(name) {
		return nil, fail("InvalidLaunchTemplateName.MalformedException", "The launch template name "+
			"must be between 3 and 128 characters, and may contain letters, numbers, and the "+
			"following characters: - ( ) . / _")
	}
	tags, err := only(in.TagSpecifications, types.ResourceTypeLaunchTemplate)
	if err != nil {
		return nil, err
	}
	data, err := e.dataFrom(nil, in.LaunchTemplateData)
	if err != nil {
		return nil, err
	}
	t := &template{
		id: "lt-" + e.env.HexID("ec2 launch template", 17), name: name, created: e.env.Now(),
		token: text(in.ClientToken), defaultNumber: 1,
	}
	e.templates.add(t.id, t)
	e.setTags(t.id, tags)
	e.addVersion(t, data, text(in.VersionDescription))
	return &api.CreateLaunchTemplateOutput{LaunchTemplate: e.templateOutput(t)}, nil
}

// dataFrom is the data of a new version: that of another one, if any, with what a request sets.
func (e *EC2) dataFrom(
	source *types.ResponseLaunchTemplateData, asked *types.RequestLaunchTemplateData,
) (*types.ResponseLaunchTemplateData, error) {
	if asked == nil {
		return nil, missing("LaunchTemplateData")
	}
	if err := notYet(asked, "InstanceRequirements", "HibernationOptions"); err != nil {
		return nil, err
	}
	if _, err := base64.StdEncoding.DecodeString(text(asked.UserData)); err != nil {
		return nil, fail("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.")
	}
	for _, s := range asked.TagSpecifications {
		if err := checkTags(s.Tags); err != nil {
			return nil, err
		}
	}
	data := &types.ResponseLaunchTemplateData{}
	mirror(data, asked)
	if source == nil {
		return data, nil
	}
	out := *source
	overlay(&out, data)
	return &out, nil
}

// addVersion adds a version to a launch template and to the machines.
func (e *EC2) addVersion(t *template, d *types.ResponseLaunchTemplateData, about string) *version {
	v := &version{number: t.last + 1, description: about, created: e.env.Now(), data: d}
	t.add(v)
	h := e.hostTemplate(d)
	h.ID, h.Name, h.Version = t.id, t.name, strconv.FormatInt(v.number, 10)
	e.machines.AddTemplate(h)
	return v
}

// hostTemplate is launch data as the machines need it.
func (e *EC2) hostTemplate(d *types.ResponseLaunchTemplateData) host.Template {
	h := host.Template{InstanceType: string(d.InstanceType), AMI: text(d.ImageId)}
	if h.InstanceType == "" {
		h.InstanceType = "m1.small"
	}
	if m := d.InstanceMarketOptions; m != nil {
		h.Spot = m.MarketType == types.MarketTypeSpot
	}
	e.machines.SetUp(&h, text(d.UserData))
	for _, s := range d.TagSpecifications {
		if s.ResourceType != types.ResourceTypeInstance {
			continue
		}
		for _, t := range s.Tags {
			if h.Tags == nil {
				h.Tags = map[string]string{}
			}
			h.Tags[text(t.Key)] = text(t.Value)
		}
	}
	return h
}

// dataOf is the launch data of the version that a machine was launched from, or nil.
func (e *EC2) dataOf(h host.Template) *types.ResponseLaunchTemplateData {
	t := e.templates.byID[h.ID]
	if t == nil {
		return nil
	}
	if v := t.find(h.Version); v != nil {
		return v.data
	}
	return nil
}

func (e *EC2) templateOutput(t *template) *types.LaunchTemplate {
	return &types.LaunchTemplate{
		LaunchTemplateId: new(t.id), LaunchTemplateName: new(t.name), CreateTime: new(t.created),
		CreatedBy: new(e.creator()), DefaultVersionNumber: new(t.defaultNumber),
		LatestVersionNumber: new(t.last), Tags: e.tagList(t.id),
	}
}

func (e *EC2) creator() string { return "arn:aws:iam::" + e.env.Account + ":root" }
