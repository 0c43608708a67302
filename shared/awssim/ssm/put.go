package ssm

import (
	"context"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// The limits of the Parameter Store (AWS general reference, "Systems Manager endpoints and
// quotas"), sizes in bytes.
const (
	maxStandard = 4 << 10
	maxAdvanced = 8 << 10
	maxVersions = 100
)

func (s *SSM) putParameter(
	_ context.Context, in *ssm.PutParameterInput,
) (*ssm.PutParameterOutput, error) {
	if err := checkPut(in); err != nil {
		return nil, err
	}
	name := *in.Name
	p, operation := s.parameters[name], "Update"
	switch {
	case p == nil && in.Type == "":
		return nil, invalid("A parameter type is required when you create a parameter.")
	case p == nil:
		p, operation = &parameter{name: name, kind: in.Type}, "Create"
	case in.Overwrite == nil || !*in.Overwrite:
		return nil, &types.ParameterAlreadyExists{Message: new("The parameter already exists. To " +
			"overwrite this value, set the overwrite option in the request to true.")}
	case in.Type != "" && in.Type != p.kind:
		return nil, &types.HierarchyTypeMismatchException{Message: new("Parameter Store doesn't " +
			"support changing a parameter type in a hierarchy.")}
	}
	tier, err := p.tierFor(in)
	if err != nil {
		return nil, err
	}
	p.tier = tier
	if in.Description != nil {
		p.description = *in.Description
	}
	s.parameters[name] = p
	number := s.store(p, in)
	s.changed(p, operation)
	return &ssm.PutParameterOutput{Tier: tier, Version: number}, nil
}

// store adds the version; the oldest goes when there are too many.
func (s *SSM) store(p *parameter, in *ssm.PutParameterInput) int64 {
	v := version{number: 1, value: *in.Value, dataType: "text", modified: s.env.Now()}
	if n := len(p.versions); n > 0 {
		v.number = p.versions[n-1].number + 1
	}
	if in.DataType != nil {
		v.dataType = *in.DataType
	}
	p.versions = append(p.versions, v)
	if len(p.versions) > maxVersions {
		p.versions = p.versions[1:]
	}
	return v.number
}

// tierFor is the tier that a value goes to.
func (p *parameter) tierFor(in *ssm.PutParameterInput) (types.ParameterTier, error) {
	isLarge := len(*in.Value) > maxStandard
	wasAdvanced := p.tier == types.ParameterTierAdvanced
	switch in.Tier {
	case types.ParameterTierAdvanced:
		return in.Tier, nil
	case types.ParameterTierIntelligentTiering:
		if isLarge || wasAdvanced {
			return types.ParameterTierAdvanced, nil
		}
		return types.ParameterTierStandard, nil
	case types.ParameterTierStandard:
		if wasAdvanced {
			return "", invalid("This parameter uses the advanced-parameter tier. You can't " +
				"downgrade a parameter from the advanced-parameter tier to the " +
				"standard-parameter tier. If necessary, you can delete the advanced parameter " +
				"and recreate it as a standard parameter.")
		}
	default:
		if wasAdvanced {
			return types.ParameterTierAdvanced, nil
		}
	}
	if isLarge {
		return "", invalid("Standard tier parameters support a maximum parameter value of 4096 " +
			"characters. To create a larger parameter value, upgrade the parameter to use the " +
			"advanced-parameter tier. For more information, see " +
			"https://docs.aws.amazon.com/systems-manager/latest/userguide/" +
			"parameter-store-advanced-parameters.html")
	}
	return types.ParameterTierStandard, nil
}

func checkPut(in *ssm.PutParameterInput) error {
	c := &constraints{}
	c.length("name", deref(in.Name), maxName)
	value := deref(in.Value)
	c.length("value", value, maxAdvanced)
	if in.Type != "" {
		oneOf(c, "type", in.Type, []types.ParameterType{"SecureString", "StringList", "String"})
	}
	if in.Tier != "" {
		oneOf(c, "tier", in.Tier,
			[]types.ParameterTier{"Standard", "Advanced", "Intelligent-Tiering"})
	}
	if err := c.err(); err != nil {
		return err
	}
	if err := checkName(*in.Name); err != nil {
		return err
	}
	overwrites := in.Overwrite != nil && *in.Overwrite
	switch {
	case in.Policies != nil:
		return invalid("Policies are not supported by this simulated account")
	case len(in.Tags) > 0 && overwrites:
		return invalid("Invalid request: tags and overwrite can't be used together. To create a " +
			"parameter with tags, please remove overwrite flag. To update tags for an existing " +
			"parameter, please use AddTagsToResource or RemoveTagsFromResource.")
	case strings.Contains(value, "{{"):
		return invalid("Parameter value can't nest another parameter. Do not use \"{{}}\" in " +
			"the value.")
	case in.DataType != nil && *in.DataType != "text" && *in.DataType != "aws:ec2:image":
		return invalid("The following data type is not supported: %s (Data type names are all "+
			"lowercase.)", *in.DataType)
	}
	return checkPattern(in.AllowedPattern, value)
}

func checkPattern(pattern *string, value string) error {
	if pattern == nil || *pattern == "" {
		return nil
	}
	allowed, err := regexp.Compile("^(?:" + *pattern + ")$")
	if err != nil {
		return &types.InvalidAllowedPatternException{
			Message: new("The request does not meet the regular expression requirement."),
		}
	}
	if !allowed.MatchString(value) {
		return &types.ParameterPatternMismatchException{Message: new(
			"Parameter value, cannot be validated against allowedPattern: " + *pattern)}
	}
	return nil
}
