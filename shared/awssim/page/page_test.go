package page

import (
	"slices"
	"testing"
)

func TestPagesOfAnySizeGiveTheWholeList(t *testing.T) {
	all := []int{1, 2, 3, 4, 5}
	for _, size := range []int{1, 2, 5, 9} {
		var got []int
		var token *string
		for {
			part, next, ok := Cut(all, size, token)
			if !ok {
				t.Fatalf("size %d: its own token is refused", size)
			}
			got = append(got, part...)
			if token = next; token == nil {
				break
			}
		}
		if !slices.Equal(got, all) {
			t.Errorf("size %d gives %v", size, got)
		}
	}
}

func TestATokenOfNoPlaceIsRefused(t *testing.T) {
	for _, token := range []string{"x", "-1", "6"} {
		if _, _, ok := Cut([]int{1, 2, 3, 4, 5}, 2, &token); ok {
			t.Errorf("token %q is taken", token)
		}
	}
}
