package ec2_test

import (
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awssim/host"
)

func (w *world) images(in sdk.DescribeImagesInput) string {
	w.Helper()
	return lines(must(w.DescribeImages(w.Context(), &in))(w).Images,
		func(i types.Image) string { return *i.Name })
}

func named(pattern string) []types.Filter {
	return []types.Filter{{Name: new("name"), Values: []string{pattern}}}
}

// EC2-16
func TestAmazonsWindowsImagesAreThereInAnEmptyAccount(t *testing.T) {
	w := newWorld(t)
	in := sdk.DescribeImagesInput{
		Owners: []string{"amazon"}, Filters: named("Windows_Server-2025-English-Full-ECS_Optimized-*"),
	}
	want(w, "images", w.images(in), "Windows_Server-2025-English-Full-ECS_Optimized-2026.03.11\n"+
		"Windows_Server-2025-English-Full-ECS_Optimized-2026.04.15\n"+
		"Windows_Server-2025-English-Full-ECS_Optimized-2026.05.15\n")
	in.Filters = named("Windows_Server-2016-English-Core-ECS_Optimized-*")
	want(w, "2016 has no Core image with ECS", w.images(in), "")
	in.MaxResults, in.Filters, in.NextToken = new(int32(1)), nil, nil
	pages := 0
	for p := sdk.NewDescribeImagesPaginator(w, &in); p.HasMorePages(); pages++ {
		must(p.NextPage(w.Context()))(w)
	}
	amazons := 0
	for _, a := range host.PublicAMIs() {
		if a.OwnerAlias == "amazon" {
			amazons++
		}
	}
	want(w, "pages", pages, amazons)
}

// EC2-17
func TestAPrivateImageIsNeitherSeenNorLaunched(t *testing.T) {
	w := newWorld(t)
	const name = "Windows_Server-2022-English-Core-ECS_Optimized-2026.03.11"
	in := sdk.DescribeImagesInput{Filters: named(name)}
	id := must(w.DescribeImages(w.Context(), &in))(w).Images[0].ImageId
	w.machines.Withdraw(*id)
	want(w, "seen", w.images(in), "")
	want(w, "by its id", code(w.DescribeImages(w.Context(),
		&sdk.DescribeImagesInput{ImageIds: []string{*id}})), "InvalidAMIID.NotFound")
	run := request(1)
	run.ImageId = id
	want(w, "launch", code(w.RunInstances(w.Context(), run)), "AuthFailure")
}

// EC2-18
func TestDeprecatedImagesAreHiddenFromAllButTheirOwner(t *testing.T) {
	w := newWorld(t)
	i := w.run(1, nil)[0]
	w.advance(time.Minute)
	own := must(w.CreateImage(w.Context(), &sdk.CreateImageInput{
		InstanceId: i.InstanceId, Name: new("mine"),
	}))(w).ImageId
	run := request(1)
	run.ImageId = own
	want(w, "pending", code(w.RunInstances(w.Context(), run)), "InvalidAMIID.Unavailable")
	w.advance(time.Hour)
	want(w, "available", code(w.RunInstances(w.Context(), run)), "")
	must(w.EnableImageDeprecation(w.Context(), &sdk.EnableImageDeprecationInput{
		ImageId: own, DeprecateAt: new(w.env.Now().Add(time.Hour)),
	}))(w)
	w.machines.AddAMI(host.AMI{ID: "ami-0cccccccccccccccc", Name: "theirs", Owner: "999999999999",
		Public: true, Deprecated: w.env.Now().Add(time.Hour)})
	both := []types.Filter{{Name: new("name"), Values: []string{"mine", "theirs"}}}
	want(w, "before", w.images(sdk.DescribeImagesInput{Filters: both}), "mine\ntheirs\n")
	w.advance(2 * time.Hour)
	want(w, "after", w.images(sdk.DescribeImagesInput{Filters: both}), "mine\n")
	want(w, "asked for", w.images(sdk.DescribeImagesInput{
		Filters: both, IncludeDeprecated: new(true),
	}), "mine\ntheirs\n")
	want(w, "by id", w.images(sdk.DescribeImagesInput{
		ImageIds: []string{"ami-0cccccccccccccccc"},
	}), "theirs\n")
	want(w, "still launched", code(w.RunInstances(w.Context(), run)), "")
}

// EC2-19
func TestImagesAreSharedByLaunchPermission(t *testing.T) {
	w := newWorld(t)
	w.machines.AddAMI(host.AMI{ID: "ami-0dddddddddddddddd", Name: "mine", Owner: w.env.Account})
	change := func(p types.LaunchPermissionModifications) string {
		return code(w.ModifyImageAttribute(w.Context(), &sdk.ModifyImageAttributeInput{
			ImageId: new("ami-0dddddddddddddddd"), LaunchPermission: &p,
		}))
	}
	public := []types.LaunchPermission{{Group: types.PermissionGroupAll}}
	want(w, "make public", change(types.LaunchPermissionModifications{Add: public}), "")
	want(w, "public", w.images(sdk.DescribeImagesInput{
		ExecutableUsers: []string{"all"}, Owners: []string{"self"},
	}), "mine\n")
	want(w, "make private", change(types.LaunchPermissionModifications{Remove: public}), "")
	want(w, "private", w.images(sdk.DescribeImagesInput{
		ExecutableUsers: []string{"all"}, Owners: []string{"self"},
	}), "")
	amazons := host.PublicAMIs()[0].ID
	want(w, "another's", code(w.DeregisterImage(w.Context(),
		&sdk.DeregisterImageInput{ImageId: &amazons})), "AuthFailure")
}
