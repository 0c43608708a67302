package dynamodb

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"sashweight/shared/awssim/dynamodb/attribute"
	"sashweight/shared/awssim/dynamodb/expression"
)

// expr is an expression parameter of a request.
type expr struct {
	name string
	text *string
}

// legacy is a parameter that expressions replaced.
type legacy struct {
	name  string
	given bool
}

// substitutions are ExpressionAttributeNames and ExpressionAttributeValues.
type substitutions struct {
	names  map[string]string
	values attribute.Item
}

// checkParameters refuses legacy parameters, and substitutions without an expression to put them
// into.
func checkParameters(exprs []expr, old []legacy, subs substitutions) error {
	var used, outdated, takesValues []string
	usesValues := false
	for _, e := range exprs {
		if e.text != nil {
			used = append(used, e.name)
		}
		if e.name != "ProjectionExpression" {
			takesValues = append(takesValues, e.name)
			usesValues = usesValues || e.text != nil
		}
	}
	for _, l := range old {
		if l.given {
			outdated = append(outdated, l.name)
		}
	}
	switch {
	case len(outdated) > 0 && len(used) > 0:
		return invalid("Can not use both expression and non-expression parameters in the same "+
			"request: Non-expression parameters: {%s} Expression parameters: {%s}",
			strings.Join(outdated, ", "), strings.Join(used, ", "))
	case len(outdated) > 0:
		return invalid("%s: legacy parameters are not supported by this simulated account, "+
			"expressions are", strings.Join(outdated, ", "))
	case subs.names != nil && len(used) == 0:
		return invalid("ExpressionAttributeNames can only be specified when using expressions")
	case subs.values != nil && !usesValues:
		verb := "is"
		if len(takesValues) > 1 {
			verb = "are"
		}
		return invalid("ExpressionAttributeValues can only be specified when using expressions: "+
			"%s %s null", strings.Join(takesValues, " and "), verb)
	}
	return nil
}

// parsed are the expressions of a request; nil where the request has none.
type parsed struct {
	update     *expression.Update
	condition  *expression.Condition
	keys       map[string]expression.KeyCondition
	filter     *expression.Condition
	projection *expression.Projection
}

// parse reads a request's expressions and checks that they use all its substitutions.
func parse(exprs []expr, subs substitutions) (*parsed, error) {
	p, err := parseAll(exprs, subs)
	if err != nil {
		return nil, refused(err)
	}
	return p, nil
}

func parseAll(exprs []expr, subs substitutions) (*parsed, error) {
	params, err := expression.NewParams(subs.names, subs.values)
	if err != nil {
		return nil, err
	}
	p := &parsed{}
	for _, e := range exprs {
		if e.text == nil {
			continue
		}
		if err := p.parse(e, params); err != nil {
			return nil, err
		}
	}
	return p, params.Unused()
}

func (p *parsed) parse(e expr, params *expression.Params) (err error) {
	switch e.name {
	case "UpdateExpression":
		p.update, err = expression.ParseUpdate(*e.text, params)
	case "ConditionExpression":
		p.condition, err = expression.ParseCondition(e.name, *e.text, params)
	case "KeyConditionExpression":
		p.keys, err = expression.ParseKeyCondition(*e.text, params)
	case "FilterExpression":
		p.filter, err = expression.ParseCondition(e.name, *e.text, params)
	case "ProjectionExpression":
		p.projection, err = expression.ParseProjection(*e.text, params)
	}
	return err
}

// checkReads checks the parameters that all reads share.
func checkReads(table *string, capacity types.ReturnConsumedCapacity) *constraints {
	c := &constraints{}
	oneOf(c, "returnConsumedCapacity", capacity, capacities)
	c.table(table)
	return c
}

// The values of enumerations, in the order of AWS's messages.
var (
	capacities   = []types.ReturnConsumedCapacity{"INDEXES", "TOTAL", "NONE"}
	returnValues = []types.ReturnValue{
		"ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW",
	}
	onFailures = []types.ReturnValuesOnConditionCheckFailure{"ALL_OLD", "NONE"}
	metrics    = []types.ReturnItemCollectionMetrics{"SIZE", "NONE"}
	selects    = []types.Select{
		"SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES",
	}
)
