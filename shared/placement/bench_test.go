package placement

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkPlace is a drain of many tasks in a large cluster.
func BenchmarkPlace(b *testing.B) {
	tasks, nodes := crowd(rand.New(rand.NewPCG(1, 1)), 100, 1000)
	b.Run("all fit", func(b *testing.B) {
		for b.Loop() {
			Place(tasks, nodes)
		}
	})
	large := make([]Waiting, len(tasks))
	for n := range large {
		large[n] = sized(fmt.Sprint(n), 20000+n%10)
	}
	b.Run("none fits", func(b *testing.B) {
		for b.Loop() {
			Place(large, nodes)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	const s = "attribute:ecs.instance-type =~ m5.* and attribute:ecs.availability-zone in [a, 'b']"
	for b.Loop() {
		if _, err := Parse(s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	e, err := Parse("attribute:ecs.instance-type =~ m5.* and attribute:ecs.availability-zone != b")
	if err != nil {
		b.Fatal(err)
	}
	node := sample()
	for b.Loop() {
		Match(e, node, sampleGroups)
	}
}
