package ssm

import (
	"context"
	"encoding/base64"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// maxPage is how many parameters a page of GetParametersByPath has at most, and by default.
const maxPage = 10

func (s *SSM) getParametersByPath(
	_ context.Context, in *ssm.GetParametersByPathInput,
) (*ssm.GetParametersByPathOutput, error) {
	if err := checkByPath(in); err != nil {
		return nil, err
	}
	after, err := position(in.NextToken)
	if err != nil {
		return nil, err
	}
	limit := maxPage
	if in.MaxResults != nil {
		limit = int(*in.MaxResults)
	}
	recursive := in.Recursive != nil && *in.Recursive
	out := &ssm.GetParametersByPathOutput{Parameters: []types.Parameter{}}
	last := ""
	parameters := s.under(*in.Path)
	for _, name := range slices.Sorted(maps.Keys(parameters)) {
		if name <= after || !isUnder(name, *in.Path, recursive) {
			continue
		}
		if len(out.Parameters) == limit {
			out.NextToken = new(base64.StdEncoding.EncodeToString([]byte(last)))
			break
		}
		p := parameters[name]
		out.Parameters = append(out.Parameters,
			*s.shown(p, p.versions[len(p.versions)-1], in.WithDecryption))
		last = name
	}
	return out, nil
}

func checkByPath(in *ssm.GetParametersByPathInput) error {
	c := &constraints{}
	c.length("path", deref(in.Path), maxName)
	if n := in.MaxResults; n != nil && *n > maxPage {
		c.add(strconv.Itoa(int(*n)), "maxResults",
			"Member must have value less than or equal to 10")
	} else if n != nil && *n < 1 {
		c.add(strconv.Itoa(int(*n)), "maxResults",
			"Member must have value greater than or equal to 1")
	}
	if err := c.err(); err != nil {
		return err
	}
	if len(in.ParameterFilters) > 0 {
		return invalid("ParameterFilters are not supported by this simulated account")
	}
	path := *in.Path
	if path[0] != '/' || strings.Contains(path, "//") || strings.ContainsFunc(path, notInName) {
		return invalid("%s", badPath)
	}
	if strings.Count(strings.TrimSuffix(path, "/"), "/") > maxLevels {
		return tooDeep()
	}
	return nil
}

// position is the name behind which a page begins.
func position(token *string) (string, error) {
	if token == nil {
		return "", nil
	}
	name, err := base64.StdEncoding.DecodeString(*token)
	if err != nil || len(name) == 0 {
		return "", &types.InvalidNextToken{Message: new("The specified token isn't valid.")}
	}
	return string(name), nil
}

// isUnder reports whether a parameter is in the hierarchy under path, on the next level or, with
// recursive, on any. All parameters are under "/", also those without a slash.
func isUnder(name, path string, recursive bool) bool {
	rest, under := strings.CutPrefix(name, strings.TrimSuffix(path, "/")+"/")
	if !under && path != "/" {
		return false
	}
	return recursive || !strings.Contains(rest, "/")
}
