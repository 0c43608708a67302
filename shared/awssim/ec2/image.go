package ec2

import (
	"slices"
	"strconv"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awssim/host"
)

// imagingTakes is how long a new image is pending; an assumption.
const imagingTakes = 4 * time.Minute

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// stamp is a time as EC2 writes it into texts.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// visible reports whether the account sees an image: one of its own, public, or shared with it.
func (e *EC2) visible(a *host.AMI) bool {
	return a.State != host.ImageDeregistered && a.MayLaunch(e.env.Account)
}

// deprecated images are hidden from all but their owners unless they are asked for (EC2 user
// guide, ami-deprecate).
func (e *EC2) deprecated(a *host.AMI) bool {
	return !a.Deprecated.IsZero() && !e.env.Now().Before(a.Deprecated)
}

func imageID(a *host.AMI) string { return a.ID }

func (e *EC2) describeImages(in *api.DescribeImagesInput) (*api.DescribeImagesOutput, error) {
	var all []*host.AMI
	for _, a := range e.machines.AMIs() {
		if e.visible(a) {
			all = append(all, a)
		}
	}
	all, err := lookUp(in.ImageIds, all, imageID, absentAll)
	if err != nil {
		return nil, err
	}
	hidden := len(in.ImageIds) == 0 && (in.IncludeDeprecated == nil || !*in.IncludeDeprecated)
	all = slices.DeleteFunc(slices.Clone(all), func(a *host.AMI) bool {
		return hidden && e.deprecated(a) && a.Owner != e.env.Account ||
			!e.ownedBy(a, in.Owners) || !e.executableBy(a, in.ExecutableUsers)
	})
	if all, err = selected(e, all, imageID, in.Filters, e.imageFilters()); err != nil {
		return nil, err
	}
	shown, next, err := page(all, imageID, limits{1, 1000}, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &api.DescribeImagesOutput{Images: make([]types.Image, len(shown)), NextToken: next}
	for n, a := range shown {
		out.Images[n] = e.imageOutput(a)
	}
	return out, nil
}

func (e *EC2) ownedBy(a *host.AMI, owners []string) bool {
	return len(owners) == 0 || slices.ContainsFunc(owners, func(o string) bool {
		return o == a.Owner || o == a.OwnerAlias && o != "" || o == "self" && a.Owner == e.env.Account
	})
}

func (e *EC2) executableBy(a *host.AMI, users []string) bool {
	return len(users) == 0 || slices.ContainsFunc(users, func(u string) bool {
		switch u {
		case "all":
			return a.Public
		case "self":
			return slices.Contains(a.Users, e.env.Account)
		}
		return slices.Contains(a.Users, u)
	})
}

func (e *EC2) imageFilters() values[*host.AMI] {
	return values[*host.AMI]{
		"image-id":            one(imageID),
		"name":                one(func(a *host.AMI) string { return a.Name }),
		"description":         one(func(a *host.AMI) string { return a.Description }),
		"owner-id":            one(func(a *host.AMI) string { return a.Owner }),
		"owner-alias":         one(func(a *host.AMI) string { return a.OwnerAlias }),
		"state":               one(func(a *host.AMI) string { return a.State }),
		"architecture":        one((*host.AMI).Arch),
		"platform":            one(func(a *host.AMI) string { return string(platformOf(a)) }),
		"is-public":           one(func(a *host.AMI) string { return strconv.FormatBool(a.Public) }),
		"creation-date":       one(func(a *host.AMI) string { return stamp(a.Created) }),
		"image-type":          one(func(*host.AMI) string { return "machine" }),
		"hypervisor":          one(func(*host.AMI) string { return "xen" }),
		"virtualization-type": one(func(*host.AMI) string { return "hvm" }),
		"root-device-type":    one(func(*host.AMI) string { return "ebs" }),
		"ena-support":         one(func(*host.AMI) string { return "true" }),
	}
}

// onWindows is what stands on the wire: the SDK's own constant has a capital letter (EC2 API
// reference, Instance and Image: "This value is windows for Windows").
const onWindows types.PlatformValues = "windows"

func platformOf(a *host.AMI) types.PlatformValues {
	if a.Windows() {
		return onWindows
	}
	return ""
}

func (e *EC2) imageOutput(a *host.AMI) types.Image {
	out := types.Image{
		ImageId: new(a.ID), Name: new(a.Name), ImageLocation: new(a.Owner + "/" + a.Name),
		OwnerId: new(a.Owner), Public: new(a.Public), State: types.ImageState(a.State),
		CreationDate: new(stamp(a.Created)), Architecture: types.ArchitectureValues(a.Arch()),
		ImageType: types.ImageTypeValuesMachine, Hypervisor: types.HypervisorTypeXen,
		VirtualizationType: types.VirtualizationTypeHvm, EnaSupport: new(true),
		RootDeviceName: new("/dev/sda1"), RootDeviceType: types.DeviceTypeEbs,
		Platform: platformOf(a), PlatformDetails: new("Linux/UNIX"),
		UsageOperation: new("RunInstances"), Tags: e.tagList(a.ID),
		BlockDeviceMappings: []types.BlockDeviceMapping{{
			DeviceName: new("/dev/sda1"), Ebs: &types.EbsBlockDevice{
				VolumeSize: new(a.RootGiB), VolumeType: types.VolumeTypeGp3,
				SnapshotId: new("snap-" + a.ID[len("ami-"):]), DeleteOnTermination: new(true),
				Encrypted: new(false),
			},
		}},
	}
	if a.Windows() {
		out.PlatformDetails, out.UsageOperation = new("Windows"), new("RunInstances:0002")
	}
	if a.OwnerAlias != "" {
		out.ImageOwnerAlias = new(a.OwnerAlias)
	}
	if a.Description != "" {
		out.Description = new(a.Description)
	}
	if !a.Deprecated.IsZero() {
		out.DeprecationTime = new(stamp(a.Deprecated))
	}
	return out
}

// own is the account's own image with an id.
func (e *EC2) own(id *string) (*host.AMI, error) {
	if err := required(id, "ImageId"); err != nil {
		return nil, err
	}
	a := e.machines.AMI(*id)
	switch {
	case a == nil || !e.visible(a):
		return nil, fail("InvalidAMIID.NotFound", "The image id '[%s]' does not exist", *id)
	case a.Owner != e.env.Account:
		return nil, fail("AuthFailure", "Not authorized for image:%s", *id)
	}
	return a, nil
}

// createImage images an instance; without NoReboot the instance is rebooted.
func (e *EC2) createImage(in *api.CreateImageInput) (*api.CreateImageOutput, error) {
	err := first(required(in.InstanceId, "InstanceId"), required(in.Name, "Name"))
	if err != nil {
		return nil, err
	}
	i := e.instances[*in.InstanceId]
	if i == nil {
		return nil, absent(*in.InstanceId)
	}
	for _, a := range e.machines.AMIs() {
		if a.Name == *in.Name && a.Owner == e.env.Account && a.State != host.ImageDeregistered {
			return nil, fail("InvalidAMIName.Duplicate",
				"AMI name %s is already in use by AMI %s", a.Name, a.ID)
		}
	}
	if s := i.machine.State; s != host.Running && s != host.Stopped {
		return nil, fail("IncorrectState", "The instance '%s' is not in a state from which it "+
			"can be imaged.", *in.InstanceId)
	}
	tags, err := tagsFor(in.TagSpecifications, types.ResourceTypeImage)
	if err != nil {
		return nil, err
	}
	copied := host.AMI{RootGiB: 30}
	if source := e.machines.AMI(i.machine.AMI); source != nil {
		copied = *source
	}
	copied.ID, copied.Name = "ami-"+e.env.HexID("ec2 image", 17), *in.Name
	copied.Description = text(in.Description)
	copied.OSFamily, copied.Build = i.machine.OSFamily, i.machine.Build
	copied.Owner, copied.OwnerAlias, copied.Public = e.env.Account, "", false
	copied.Users, copied.Parameters, copied.Tags = nil, nil, nil
	copied.Created, copied.Deprecated, copied.State = e.env.Now(), time.Time{}, host.ImagePending
	a := e.machines.AddAMI(copied)
	e.setTags(a.ID, tags)
	e.env.After(e.env.Lasts(imagingTakes), func() {
		if a.State == host.ImagePending {
			a.State = host.ImageAvailable
		}
	})
	if in.NoReboot == nil || !*in.NoReboot {
		e.machines.Reboot(*in.InstanceId)
	}
	return &api.CreateImageOutput{ImageId: new(a.ID)}, nil
}

func (e *EC2) deregisterImage(in *api.DeregisterImageInput) (*api.DeregisterImageOutput, error) {
	a, err := e.own(in.ImageId)
	if err != nil {
		return nil, err
	}
	a.State = host.ImageDeregistered
	return &api.DeregisterImageOutput{Return: new(true)}, nil
}

func (e *EC2) enableImageDeprecation(
	in *api.EnableImageDeprecationInput,
) (*api.EnableImageDeprecationOutput, error) {
	a, err := e.own(in.ImageId)
	switch {
	case err != nil:
		return nil, err
	case in.DeprecateAt == nil:
		return nil, missing("DeprecateAt")
	case in.DeprecateAt.Before(e.env.Now()):
		return nil, fail("InvalidParameterValue", "The deprecation date must be in the future.")
	case in.DeprecateAt.After(e.env.Now().AddDate(10, 0, 0)):
		return nil, fail("InvalidParameterValue",
			"The deprecation date must not be more than 10 years from now.")
	}
	a.Deprecated = in.DeprecateAt.Truncate(time.Minute)
	return &api.EnableImageDeprecationOutput{Return: new(true)}, nil
}

func (e *EC2) disableImageDeprecation(
	in *api.DisableImageDeprecationInput,
) (*api.DisableImageDeprecationOutput, error) {
	a, err := e.own(in.ImageId)
	if err != nil {
		return nil, err
	}
	a.Deprecated = time.Time{}
	return &api.DisableImageDeprecationOutput{Return: new(true)}, nil
}

// modifyImageAttribute changes who may launch an image, or its description.
func (e *EC2) modifyImageAttribute(
	in *api.ModifyImageAttributeInput,
) (*api.ModifyImageAttributeOutput, error) {
	err := notYet(in, "ProductCodes", "OrganizationArns", "OrganizationalUnitArns", "ImdsSupport")
	if err != nil {
		return nil, err
	}
	a, err := e.own(in.ImageId)
	if err != nil {
		return nil, err
	}
	if in.Description != nil {
		a.Description = text(in.Description.Value)
	}
	add, remove := permissions(in)
	a.Users = slices.Clone(a.Users)
	for _, p := range add {
		if p.Group == types.PermissionGroupAll {
			a.Public = true
		} else if !slices.Contains(a.Users, text(p.UserId)) {
			a.Users = append(a.Users, text(p.UserId))
		}
	}
	for _, p := range remove {
		if p.Group == types.PermissionGroupAll {
			a.Public = false
		}
		a.Users = slices.DeleteFunc(a.Users, func(u string) bool { return u == text(p.UserId) })
	}
	return &api.ModifyImageAttributeOutput{}, nil
}

// permissions are the launch permissions that a request adds and removes, in both of its forms.
func permissions(in *api.ModifyImageAttributeInput) (add, remove []types.LaunchPermission) {
	if p := in.LaunchPermission; p != nil {
		return p.Add, p.Remove
	}
	var flat []types.LaunchPermission
	for _, g := range in.UserGroups {
		flat = append(flat, types.LaunchPermission{Group: types.PermissionGroup(g)})
	}
	for _, u := range in.UserIds {
		flat = append(flat, types.LaunchPermission{UserId: new(u)})
	}
	if in.OperationType == types.OperationTypeRemove {
		return nil, flat
	}
	return flat, nil
}
