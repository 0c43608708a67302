// Package page cuts the pages of answers out of lists, for the services whose tokens are places.
package page

import "strconv"

// Cut is the part of a list that one answer holds: from the token's place on, at most size of it.
// next is nil on the last page; ok is false when the token is none of this list.
func Cut[T any](all []T, size int, token *string) (part []T, next *string, ok bool) {
	from := 0
	if token != nil {
		n, err := strconv.Atoi(*token)
		if err != nil || n < 0 || n > len(all) {
			return nil, nil, false
		}
		from = n
	}
	to := min(from+size, len(all))
	if to < len(all) {
		next = new(strconv.Itoa(to))
	}
	return all[from:to], next, true
}
