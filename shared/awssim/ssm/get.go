package ssm

import (
	"context"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

func (s *SSM) getParameter(
	_ context.Context, in *ssm.GetParameterInput,
) (*ssm.GetParameterOutput, error) {
	c := &constraints{}
	c.length("name", deref(in.Name), maxName)
	if err := c.err(); err != nil {
		return nil, err
	}
	found, err := s.find(*in.Name, in.WithDecryption)
	if err != nil {
		return nil, err
	}
	return &ssm.GetParameterOutput{Parameter: found}, nil
}

func (s *SSM) getParameters(
	_ context.Context, in *ssm.GetParametersInput,
) (*ssm.GetParametersOutput, error) {
	if err := checkNames(in.Names); err != nil {
		return nil, err
	}
	out := &ssm.GetParametersOutput{
		Parameters: []types.Parameter{}, InvalidParameters: []string{},
	}
	for _, name := range in.Names {
		found, err := s.find(name, in.WithDecryption)
		if err != nil {
			out.InvalidParameters = append(out.InvalidParameters, name)
			continue
		}
		out.Parameters = append(out.Parameters, *found)
	}
	return out, nil
}

// find returns the parameter that a reference names: a name or an ARN, perhaps with a version
// behind a colon.
func (s *SSM) find(reference string, decrypt *bool) (*types.Parameter, error) {
	name := strings.TrimPrefix(reference, s.env.ARN("ssm", "parameter"))
	isARN := name != reference
	name, selector, selects := strings.Cut(name, ":")
	p := s.named(name)
	if p == nil && isARN {
		p = s.named(strings.TrimPrefix(name, "/"))
	}
	if p == nil {
		return nil, &types.ParameterNotFound{}
	}
	v := p.versions[len(p.versions)-1]
	if selects {
		var err error
		if v, err = p.selected(selector); err != nil {
			return nil, err
		}
	}
	out := s.shown(p, v, decrypt)
	if selects {
		out.Selector = new(":" + selector)
	}
	return out, nil
}

// selected is the version that a selector means; nothing has a label here.
func (p *parameter) selected(selector string) (version, error) {
	what := "label"
	if number, err := strconv.ParseInt(selector, 10, 64); err == nil {
		what = "version"
		for _, v := range p.versions {
			if v.number == number {
				return v, nil
			}
		}
	}
	return version{}, &types.ParameterVersionNotFound{Message: new(fmt.Sprintf(
		"Systems Manager could not find %s %s of %s. Verify the %s and try again.",
		what, selector, p.name, what))}
}

func (s *SSM) shown(p *parameter, v version, decrypt *bool) *types.Parameter {
	value := v.value
	if p.kind == types.ParameterTypeSecureString && (decrypt == nil || !*decrypt) {
		value = encrypted(value)
	}
	return &types.Parameter{
		ARN:              new(s.arn(p.name)),
		DataType:         new(v.dataType),
		LastModifiedDate: new(v.modified),
		Name:             new(p.name),
		Type:             p.kind,
		Value:            &value,
		Version:          v.number,
	}
}

// encrypted stands for the ciphertext that a SecureString is without decryption.
func encrypted(value string) string {
	return "AQICAHh" + base64.StdEncoding.EncodeToString([]byte(value))
}
