package ec2_test

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"sashweight/shared/awssim/host"
)

func encoded(script string) *string {
	return new(base64.StdEncoding.EncodeToString([]byte(script)))
}

const powerShell = `<powershell>
# Initialize-ECSAgent -Cluster commented
$ClusterName = 'prod'
[Environment]::SetEnvironmentVariable("ECS_RESERVED_MEMORY", "1024", "Machine")
[Environment]::SetEnvironmentVariable("ECS_INSTANCE_ATTRIBUTES", '{"stack":"web"}', "Machine")
Import-Module ECSTools
Initialize-ECSAgent -Cluster $ClusterName -EnableTaskIAMRole ` + "`" + `
  -LoggingDrivers '["json-file","awslogs"]' -EnableTaskENI
</powershell>`

func (w *world) template(name string, d *types.RequestLaunchTemplateData) *types.LaunchTemplate {
	w.Helper()
	return must(w.CreateLaunchTemplate(w.Context(), &sdk.CreateLaunchTemplateInput{
		LaunchTemplateName: &name, LaunchTemplateData: d,
	}))(w).LaunchTemplate
}

func windowsData() *types.RequestLaunchTemplateData {
	return &types.RequestLaunchTemplateData{
		ImageId: new(windows), InstanceType: types.InstanceTypeM5Large, UserData: encoded(powerShell),
		TagSpecifications: []types.LaunchTemplateTagSpecificationRequest{{
			ResourceType: types.ResourceTypeInstance,
			Tags:         []types.Tag{{Key: new("team"), Value: new("blue")}},
		}},
	}
}

// EC2-10
func TestAVersionOfALaunchTemplateIsWhatMachinesAreLaunchedFrom(t *testing.T) {
	w := newWorld(t)
	lt := w.template("win", windowsData())
	found, ok := w.machines.FindTemplate(*lt.LaunchTemplateId, host.VersionLatest)
	if !ok {
		t.Fatal("the machines do not know it")
	}
	m, err := w.machines.Launch(found, "us-east-1b", "group")
	if err != nil {
		t.Fatal(err)
	}
	want(w, "cluster", m.Cluster, "prod")
	want(w, "attribute", m.Attributes["stack"], "web")
	want(w, "task ENI", m.Agent.TaskENI, true)
	want(w, "task role", m.Agent.TaskIAMRole, true)
	want(w, "reserved", m.Agent.ReservedMemory, 1024)
	want(w, "family", m.OSFamily, "WINDOWS_SERVER_2022_CORE")
	want(w, "CPU", m.CPU, 2048)
	want(w, "memory", m.Memory, 8191)
	i := w.describe(m.InstanceID)
	want(w, "platform", i.Platform, types.PlatformValues("windows"))
	got := lines(i.Tags, func(t types.Tag) string { return *t.Key + "=" + *t.Value })
	want(w, "tags", got, "aws:autoscaling:groupName=group\naws:ec2launchtemplate:id="+
		*lt.LaunchTemplateId+"\naws:ec2launchtemplate:version=1\nteam=blue\n")
	w.advance(time.Hour)
	want(w, "agents", len(w.agents), 1)
}

// EC2-11
func TestUserDataSetsUpTheAgent(t *testing.T) {
	w := newWorld(t)
	const al2023 = "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
	const plain = "resolve:ssm:/aws/service/ami-amazon-linux-latest/" +
		"al2023-ami-kernel-default-x86_64"
	ps := func(s string) string { return "<powershell>\n" + s + "\n</powershell>" }
	sh := func(s string) string { return "#!/bin/bash\n" + s + "\n" }
	for name, c := range map[string]struct{ image, script, cluster string }{
		"Windows without the cmdlet": {windows, ps("dir"), ""},
		"Windows without a cluster":  {windows, ps("Initialize-ECSAgent"), "default"},
		"Windows, quoted":            {windows, ps(`Initialize-ECSAgent -Cluster "web"`), "web"},
		"Linux without user data":    {al2023, "", "default"},
		"echo":                       {al2023, sh("echo ECS_CLUSTER=web >> /etc/ecs/ecs.config"), "web"},
		"quotes":                     {al2023, sh("echo 'ECS_CLUSTER=web' > /etc/ecs/ecs.config"), "web"},
		"here document": {al2023,
			sh("cat <<'E' >> /etc/ecs/ecs.config\nECS_CLUSTER=web\nE"), "web"},
		"Linux image that has no agent": {plain, "", ""},
	} {
		lt := w.template(strings.ReplaceAll(strings.ReplaceAll(name, " ", "-"), ",", ""),
			&types.RequestLaunchTemplateData{ImageId: &c.image, UserData: encoded(c.script)})
		found, _ := w.machines.FindTemplate(*lt.LaunchTemplateId, "1")
		want(w, name, found.Cluster, c.cluster)
	}
}

// EC2-12
func TestVersionsAreNumberedAndOneIsTheDefault(t *testing.T) {
	w := newWorld(t)
	id := w.template("win", windowsData()).LaunchTemplateId
	for range 3 {
		out := must(w.CreateLaunchTemplateVersion(w.Context(), &sdk.CreateLaunchTemplateVersionInput{
			LaunchTemplateId: id, SourceVersion: new("1"),
			LaunchTemplateData: &types.RequestLaunchTemplateData{InstanceType: "c5.xlarge"},
		}))(w).LaunchTemplateVersion
		want(w, "image of the source", *out.LaunchTemplateData.ImageId, windows)
		want(w, "type", out.LaunchTemplateData.InstanceType, "c5.xlarge")
	}
	must(w.ModifyLaunchTemplate(w.Context(), &sdk.ModifyLaunchTemplateInput{
		LaunchTemplateId: id, DefaultVersion: new("2"),
	}))(w)
	lt := must(w.DescribeLaunchTemplates(w.Context(), &sdk.DescribeLaunchTemplatesInput{
		LaunchTemplateNames: []string{"win"},
	}))(w).LaunchTemplates[0]
	want(w, "default", *lt.DefaultVersionNumber, 2)
	want(w, "latest", *lt.LatestVersionNumber, 4)
	found, _ := w.machines.FindTemplate(*id, host.VersionDefault)
	want(w, "what is launched", found.Version, "2")
	numbers := func(in sdk.DescribeLaunchTemplateVersionsInput) (s string) {
		in.LaunchTemplateId = id
		for p := sdk.NewDescribeLaunchTemplateVersionsPaginator(w, &in); p.HasMorePages(); {
			for _, v := range must(p.NextPage(w.Context()))(w).LaunchTemplateVersions {
				s += string(rune('0' + *v.VersionNumber))
			}
		}
		return s
	}
	want(w, "all", numbers(sdk.DescribeLaunchTemplateVersionsInput{}), "4321")
	want(w, "in pages", numbers(sdk.DescribeLaunchTemplateVersionsInput{
		MaxResults: new(int32(1)),
	}), "4321")
	want(w, "between", numbers(sdk.DescribeLaunchTemplateVersionsInput{
		MinVersion: new("2"), MaxVersion: new("3"),
	}), "32")
	want(w, "by words", numbers(sdk.DescribeLaunchTemplateVersionsInput{
		Versions: []string{"$Latest", "$Default"},
	}), "42")
	out := must(w.DeleteLaunchTemplateVersions(w.Context(), &sdk.DeleteLaunchTemplateVersionsInput{
		LaunchTemplateId: id, Versions: []string{"4", "2", "9"},
	}))(w)
	want(w, "deleted", len(out.SuccessfullyDeletedLaunchTemplateVersions), 1)
	want(w, "not deleted", len(out.UnsuccessfullyDeletedLaunchTemplateVersions), 2)
	want(w, "left", numbers(sdk.DescribeLaunchTemplateVersionsInput{}), "321")
}

// EC2-13
func TestLaunchTemplatesAreRefusedWithEC2sCodes(t *testing.T) {
	w := newWorld(t)
	id := *w.template("win", windowsData()).LaunchTemplateId
	create := func(name string, d *types.RequestLaunchTemplateData) string {
		return code(w.CreateLaunchTemplate(w.Context(), &sdk.CreateLaunchTemplateInput{
			LaunchTemplateName: &name, LaunchTemplateData: d,
		}))
	}
	want(w, "again", create("win", windowsData()), "InvalidLaunchTemplateName.AlreadyExistsException")
	want(w, "name", create("a b", windowsData()), "InvalidLaunchTemplateName.MalformedException")
	want(w, "user data", create("bad", &types.RequestLaunchTemplateData{UserData: new("%")}),
		"InvalidUserData.Malformed")
	versions := func(id, version string) string {
		return code(w.DescribeLaunchTemplateVersions(w.Context(),
			&sdk.DescribeLaunchTemplateVersionsInput{
				LaunchTemplateId: &id, Versions: []string{version},
			}))
	}
	want(w, "no version", versions(id, "7"), "InvalidLaunchTemplateId.VersionNotFound")
	want(w, "no template", versions("lt-0123456789abcdef0", "1"), "InvalidLaunchTemplateId.NotFound")
	want(w, "no id", versions("win", "1"), "InvalidLaunchTemplateId.Malformed")
	must(w.DeleteLaunchTemplate(w.Context(), &sdk.DeleteLaunchTemplateInput{LaunchTemplateId: &id}))(w)
	want(w, "deleted", versions(id, "1"), "InvalidLaunchTemplateId.NotFound")
	want(w, "by name", code(w.DeleteLaunchTemplate(w.Context(), &sdk.DeleteLaunchTemplateInput{
		LaunchTemplateName: new("win"),
	})), "InvalidLaunchTemplateName.NotFoundException")
}

// EC2-14
func TestRunInstancesTakesALaunchTemplateAndWhatIsSaidBesideIt(t *testing.T) {
	w := newWorld(t)
	id := w.template("win", windowsData()).LaunchTemplateId
	in := &sdk.RunInstancesInput{
		MinCount: new(int32(1)), MaxCount: new(int32(1)), InstanceType: "c5.xlarge",
		LaunchTemplate: &types.LaunchTemplateSpecification{LaunchTemplateId: id},
	}
	i := must(w.RunInstances(w.Context(), in))(w).Instances[0]
	want(w, "type", i.InstanceType, "c5.xlarge")
	want(w, "cluster", w.machines.Get(*i.InstanceId).Cluster, "prod")
	want(w, "found by its template", w.ids("tag:aws:ec2launchtemplate:id", *id), *i.InstanceId+" ")
}

// EC2-15
func TestSeededTemplatesAreDescribedToo(t *testing.T) {
	w := newWorld(t)
	w.machines.AddTemplate(host.Template{
		ID: "lt-seeded", Name: "seeded", Version: "1", InstanceType: "m5.2xlarge",
		AMI: "ami-0a1b2c3d4e5f60718", OSFamily: "WINDOWS_SERVER_2022_CORE", Build: "10.0.20348",
	})
	out := must(w.DescribeLaunchTemplateVersions(w.Context(),
		&sdk.DescribeLaunchTemplateVersionsInput{LaunchTemplateName: new("seeded")}))(w)
	data := out.LaunchTemplateVersions[0].LaunchTemplateData
	want(w, "image", *data.ImageId, "ami-0a1b2c3d4e5f60718")
	images := must(w.DescribeImages(w.Context(), &sdk.DescribeImagesInput{
		Owners: []string{"self"},
	}))(w)
	want(w, "its image", *images.Images[0].ImageId, "ami-0a1b2c3d4e5f60718")
}
