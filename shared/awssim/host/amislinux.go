package host

import "time"

// linuxImage is a Linux image of the public ones, with the public parameters that name it.
type linuxImage struct {
	name       string
	arm, ecs   bool
	owner      string
	parameters []string
}

const (
	ecsImages    = "/aws/service/ecs/optimized-ami/"
	amazonLinux  = "/aws/service/ami-amazon-linux-latest/"
	ubuntuImages = "/aws/service/canonical/ubuntu/server/"
	debianImages = "/aws/service/debian/release/12/latest/"
	amazonImages = "591542846629"
	amazon       = "137112412989"
	canonical    = "099720109477"
	debian       = "136693071363"
)

// linuxImages are those that programs ask for most (ECS developer guide,
// retrieve-ecs-optimized_AMI; EC2 user guide, finding-an-ami-parameter-store; the documentation of
// Ubuntu and of Debian).
var linuxImages = []linuxImage{
	{"al2023-ami-ecs-hvm-2023.0.20260512-kernel-6.1-x86_64", false, true, amazonImages, []string{
		ecsImages + "amazon-linux-2023/recommended/image_id"}},
	{"al2023-ami-ecs-hvm-2023.0.20260512-kernel-6.1-arm64", true, true, amazonImages, []string{
		ecsImages + "amazon-linux-2023/arm64/recommended/image_id"}},
	{"amzn2-ami-ecs-hvm-2.0.20260512-x86_64-ebs", false, true, amazonImages, []string{
		ecsImages + "amazon-linux-2/recommended/image_id"}},
	{"amzn2-ami-ecs-hvm-2.0.20260512-arm64-ebs", true, true, amazonImages, []string{
		ecsImages + "amazon-linux-2/arm64/recommended/image_id"}},
	{"amzn2-ami-ecs-kernel-5.10-hvm-2.0.20260512-x86_64-ebs", false, true, amazonImages, []string{
		ecsImages + "amazon-linux-2/kernel-5.10/recommended/image_id"}},
	{"amzn2-ami-ecs-gpu-hvm-2.0.20260512-x86_64-ebs", false, true, amazonImages, []string{
		ecsImages + "amazon-linux-2/gpu/recommended/image_id"}},
	{"al2023-ami-2023.11.20260512.0-kernel-6.1-x86_64", false, false, amazon, []string{
		amazonLinux + "al2023-ami-kernel-default-x86_64",
		amazonLinux + "al2023-ami-kernel-6.1-x86_64"}},
	{"al2023-ami-2023.11.20260512.0-kernel-6.1-arm64", true, false, amazon, []string{
		amazonLinux + "al2023-ami-kernel-default-arm64",
		amazonLinux + "al2023-ami-kernel-6.1-arm64"}},
	{"al2023-ami-minimal-2023.11.20260512.0-kernel-6.1-x86_64", false, false, amazon, []string{
		amazonLinux + "al2023-ami-minimal-kernel-default-x86_64"}},
	{"amzn2-ami-hvm-2.0.20260512.0-x86_64-gp2", false, false, amazon, []string{
		amazonLinux + "amzn2-ami-hvm-x86_64-gp2"}},
	{"amzn2-ami-hvm-2.0.20260512.0-arm64-gp2", true, false, amazon, []string{
		amazonLinux + "amzn2-ami-hvm-arm64-gp2"}},
	{"amzn2-ami-kernel-5.10-hvm-2.0.20260512.0-x86_64-gp2", false, false, amazon, []string{
		amazonLinux + "amzn2-ami-kernel-5.10-hvm-x86_64-gp2"}},
	{"ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20260512", false, false, canonical,
		[]string{ubuntuImages + "22.04/stable/current/amd64/hvm/ebs-gp2/ami-id"}},
	{"ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-arm64-server-20260512", true, false, canonical,
		[]string{ubuntuImages + "22.04/stable/current/arm64/hvm/ebs-gp2/ami-id"}},
	{"ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260512", false, false, canonical,
		[]string{ubuntuImages + "24.04/stable/current/amd64/hvm/ebs-gp3/ami-id"}},
	{"ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20260512", true, false, canonical,
		[]string{ubuntuImages + "24.04/stable/current/arm64/hvm/ebs-gp3/ami-id"}},
	{"debian-12-amd64-20260512-2475", false, false, debian, []string{debianImages + "amd64"}},
	{"debian-12-arm64-20260512-2475", true, false, debian, []string{debianImages + "arm64"}},
}

func linuxAMIs() []AMI {
	made := time.Date(2026, 5, 12, 20, 0, 0, 0, time.UTC)
	out := make([]AMI, 0, len(linuxImages))
	for _, l := range linuxImages {
		a := AMI{
			ID: idOf(l.name), Name: l.name, Owner: l.owner, OSFamily: "LINUX", Public: true,
			ECS: l.ecs, ARM: l.arm, Parameters: l.parameters, RootGiB: 8, Boot: linuxBoot,
			Created: made, Deprecated: made.AddDate(2, 0, 0),
		}
		if l.ecs {
			a.RootGiB = 30
		}
		if l.owner == amazon || l.owner == amazonImages {
			a.OwnerAlias = "amazon"
		}
		out = append(out, a)
	}
	return out
}
