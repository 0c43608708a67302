package ssm

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// publicPath is where AWS's own parameters lie, in every account and Region (Systems Manager user
// guide, parameter-store-public-parameters).
const publicPath = "/aws/service"

// SetPublic sets one of AWS's own parameters, such as the id of the newest AMI of a kind. The name
// begins with /aws/service/. No event tells of the change; a rule cannot hear of it.
func (s *SSM) SetPublic(name, value, dataType string) {
	p := s.public[name]
	if p == nil {
		p = &parameter{
			name: name, kind: types.ParameterTypeString, tier: types.ParameterTierStandard,
		}
		s.public[name] = p
	}
	p.versions = append(p.versions, version{
		number: int64(len(p.versions) + 1), value: value, dataType: dataType,
		modified: s.env.Now(),
	})
}

// named is the parameter of a name, the customer's or AWS's; nil when there is none.
func (s *SSM) named(name string) *parameter {
	if p := s.parameters[name]; p != nil {
		return p
	}
	return s.public[name]
}

// under is where GetParametersByPath looks: AWS's own parameters are found under their path only.
func (s *SSM) under(path string) map[string]*parameter {
	if path == publicPath || strings.HasPrefix(path, publicPath+"/") {
		return s.public
	}
	return s.parameters
}

// Value is the value of the newest version of a parameter, the customer's or AWS's.
func (s *SSM) Value(name string) (string, bool) {
	p := s.named(name)
	if p == nil {
		return "", false
	}
	return p.versions[len(p.versions)-1].value, true
}
