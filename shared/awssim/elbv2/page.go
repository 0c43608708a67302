package elbv2

import "strconv"

// pageMost is the greatest page (Elastic Load Balancing API reference, PageSize).
const pageMost = 400

// page is the part of rows that one answer holds: of those that are wanted, size from the marker
// on. next is nil on the last page.
func page[T any](
	rows []T, size *int32, marker *string, wanted func(T) bool,
) (part []T, next *string, err error) {
	n := pageMost
	if size != nil {
		n = int(*size)
	}
	if n < 1 || n > pageMost {
		return nil, nil, invalid("Page size '%d' must be between 1 and %d", n, pageMost)
	}
	from := 0
	if marker != nil && *marker != "" {
		if from, err = strconv.Atoi(*marker); err != nil || from < 0 || from > len(rows) {
			return nil, nil, invalid("Marker '%s' is not valid", *marker)
		}
	}
	for i := from; i < len(rows); i++ {
		if !wanted(rows[i]) {
			continue
		}
		if len(part) == n {
			return part, new(strconv.Itoa(i)), nil
		}
		part = append(part, rows[i])
	}
	return part, nil, nil
}
