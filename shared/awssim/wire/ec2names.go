package wire

import (
	"cmp"
	_ "embed"
	"reflect"
	"strings"
	"sync"
)

// ec2Table lists the members of EC2's structures that the wire calls otherwise than the rule says
// (a request's member: the SDK's field; an answer's: the same with a small first letter), for the
// operations in ec2/operations.txt. Each line is "request Filter.Values Value",
// "answer Image.BlockDeviceMappings blockDeviceMapping", or names a list's elements where they are
// no "item".
//
//go:generate sh ec2/names.sh
//go:embed ec2/names.txt
var ec2Table string

// ec2Names are the lines of ec2Table, by their first two words.
var ec2Names = sync.OnceValue(func() map[string]string {
	names := map[string]string{}
	for line := range strings.Lines(ec2Table) {
		word := strings.Fields(line)
		names[word[0]+" "+word[1]] = word[2]
	}
	return names
})

// ec2Name is what a member is called in EC2's requests and in its answers, and how the elements of
// a list are.
func ec2Name(t reflect.Type, goName string) (request, answer, item string) {
	names, member := ec2Names(), t.Name()+"."+goName
	request = cmp.Or(names["request "+member], goName)
	answer = cmp.Or(names["answer "+member], lowerFirst(goName))
	return request, answer, cmp.Or(names["item "+member], "item")
}

func lowerFirst(name string) string { return strings.ToLower(name[:1]) + name[1:] }
