package ecs

import (
	groups "github.com/aws/aws-sdk-go-v2/service/autoscaling/types"
)

func (p *provider) hookGroup() {}

func (p *provider) findDraining(*groups.AutoScalingGroup) {}
