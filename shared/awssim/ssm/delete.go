package ssm

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

func (s *SSM) deleteParameter(
	_ context.Context, in *ssm.DeleteParameterInput,
) (*ssm.DeleteParameterOutput, error) {
	c := &constraints{}
	c.length("name", deref(in.Name), maxName)
	if err := c.err(); err != nil {
		return nil, err
	}
	if !s.remove(*in.Name) {
		return nil, &types.ParameterNotFound{}
	}
	return &ssm.DeleteParameterOutput{}, nil
}

func (s *SSM) deleteParameters(
	_ context.Context, in *ssm.DeleteParametersInput,
) (*ssm.DeleteParametersOutput, error) {
	if err := checkNames(in.Names); err != nil {
		return nil, err
	}
	out := &ssm.DeleteParametersOutput{
		DeletedParameters: []string{}, InvalidParameters: []string{},
	}
	for _, name := range in.Names {
		if s.remove(name) {
			out.DeletedParameters = append(out.DeletedParameters, name)
		} else {
			out.InvalidParameters = append(out.InvalidParameters, name)
		}
	}
	return out, nil
}

func (s *SSM) remove(name string) bool {
	p := s.parameters[name]
	if p == nil {
		return false
	}
	delete(s.parameters, name)
	s.changed(p, "Delete")
	return true
}
