package ecs

import (
	"context"
	"maps"
	"slices"
	"strings"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// listed is a name in a list that is sorted by names. It is numbered by its place among all that
// may be in the list, so that what goes between two pages does not shift the next one.
type listed struct {
	n    uint64
	text string
}

func (r listed) place() uint64 { return r.n }
func (r listed) name() string  { return r.text }

func (e *ECS) listTaskDefinitions(
	_ context.Context, in *api.ListTaskDefinitionsInput,
) (*api.ListTaskDefinitionsOutput, error) {
	status := in.Status
	switch status {
	case "":
		status = types.TaskDefinitionStatusActive
	case types.TaskDefinitionStatusActive, types.TaskDefinitionStatusInactive,
		types.TaskDefinitionStatusDeleteInProgress:
	default:
		return nil, invalid("Task definition status %s is not valid.", status)
	}
	if in.Sort != "" && in.Sort != types.SortOrderAsc && in.Sort != types.SortOrderDesc {
		return nil, invalid("Sort order %s is not valid.", in.Sort)
	}
	var all []*definition
	for _, name := range slices.Sorted(maps.Keys(e.families)) {
		if in.FamilyPrefix == nil || name == *in.FamilyPrefix {
			all = append(all, e.families[name].revisions...)
		}
	}
	if in.Sort == types.SortOrderDesc {
		slices.Reverse(all)
	}
	rows := make(list[listed], len(all))
	for i, d := range all {
		rows[i] = listed{uint64(i + 1), d.arn}
	}
	names, next, err := page(rows,
		paging{size: in.MaxResults, token: in.NextToken, usual: pageMax},
		func(r listed) bool {
			d := all[r.n-1]
			return d.output.Status == status && !e.deleted(d)
		})
	if err != nil {
		return nil, err
	}
	return &api.ListTaskDefinitionsOutput{TaskDefinitionArns: names, NextToken: next}, nil
}

// listTaskDefinitionFamilies: a family is ACTIVE while one of its revisions is (ECS API reference,
// ListTaskDefinitionFamilies). One whose revisions are all deleted is not told.
func (e *ECS) listTaskDefinitionFamilies(
	_ context.Context, in *api.ListTaskDefinitionFamiliesInput,
) (*api.ListTaskDefinitionFamiliesOutput, error) {
	status := in.Status
	switch status {
	case "", types.TaskDefinitionFamilyStatusAll, types.TaskDefinitionFamilyStatusActive,
		types.TaskDefinitionFamilyStatusInactive:
	default:
		return nil, invalid("Task definition family status %s is not valid.", status)
	}
	var rows list[listed]
	for _, name := range slices.Sorted(maps.Keys(e.families)) {
		rows = append(rows, listed{uint64(len(rows) + 1), name})
	}
	names, next, err := page(rows,
		paging{size: in.MaxResults, token: in.NextToken, usual: pageMax},
		func(r listed) bool {
			f := e.families[r.text]
			if !strings.HasPrefix(r.text, text(in.FamilyPrefix)) || !e.some(f) {
				return false
			}
			return status == "" || status == types.TaskDefinitionFamilyStatusAll ||
				(status == types.TaskDefinitionFamilyStatusActive) == (f.latest() != nil)
		})
	if err != nil {
		return nil, err
	}
	return &api.ListTaskDefinitionFamiliesOutput{Families: names, NextToken: next}, nil
}

// some reports whether a revision of the family is not deleted.
func (e *ECS) some(f *family) bool {
	return slices.ContainsFunc(f.revisions, func(d *definition) bool { return !e.deleted(d) })
}
