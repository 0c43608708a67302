package dynamodb

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// readUnits is half a unit for each 4 KB, one with strong consistency (developer guide, "DynamoDB
// read and write operations").
func readUnits(size int, consistent *bool) float64 {
	units := float64(max(1, (size+4095)/4096))
	if consistent != nil && *consistent {
		return units
	}
	return units / 2
}

// writeUnits is one for each KB of the larger of the items before and after.
func writeUnits(sizes ...int) float64 {
	largest := 1
	for _, size := range sizes {
		largest = max(largest, size)
	}
	return float64((largest + 1023) / 1024)
}

// consumed is what a request used up, nil unless it wants to know.
func (t *table) consumed(want types.ReturnConsumedCapacity, units float64) *types.ConsumedCapacity {
	if want == "" || want == types.ReturnConsumedCapacityNone {
		return nil
	}
	out := &types.ConsumedCapacity{TableName: &t.name, CapacityUnits: &units}
	if want == types.ReturnConsumedCapacityIndexes {
		out.Table = &types.Capacity{CapacityUnits: &units}
	}
	return out
}
