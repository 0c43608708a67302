package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sashweight/functions"
	"sashweight/scripts/runtimeapi"
)

// starts is how often each program is started.
const starts = 30

// helloRatios compares the start-up of every function with that of a hello world, in turns, so
// that whatever else the machine does slows all alike.
func helloRatios(ctx context.Context, dir string) ([]figure, error) {
	names := []string{hello}
	for _, fn := range functions.All() {
		names = append(names, packageOf(fn.Name))
	}
	var programs []string
	for _, name := range names {
		program, err := buildHost(ctx, dir, name)
		if err != nil {
			return nil, err
		}
		programs = append(programs, program)
	}
	took := make([][]time.Duration, len(programs))
	for range starts {
		for i, program := range programs {
			d, err := startUp(ctx, program)
			if err != nil {
				return nil, err
			}
			took[i] = append(took[i], d)
		}
	}
	base := median(took[0])
	var figures []figure
	for i, fn := range functions.All() {
		n, err := clients(ctx, packageOf(fn.Name))
		if err != nil {
			return nil, err
		}
		own := median(took[i+1])
		figures = append(figures, figure{
			name: "start.hello_ratio/" + fn.Name, unit: "ratio",
			value: float64(own) / float64(base), most: new(2 + float64(n)/2),
			about: fmt.Sprintf("%v against %v, medians of %d starts; %d SDK clients",
				own.Round(10*time.Microsecond), base.Round(10*time.Microsecond), starts, n),
		})
	}
	return figures, nil
}

// startUp starts a program once and returns how long it took to be ready.
func startUp(ctx context.Context, program string) (time.Duration, error) {
	f, err := runtimeapi.Start(ctx, runtimeapi.Spec{Program: program, Env: []string{
		"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=x", "AWS_SECRET_ACCESS_KEY=x",
		"SASHWEIGHT_TABLE=bench",
	}})
	if err != nil {
		return 0, err
	}
	return f.Init, f.Close()
}

func median(d []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(d))
	return (sorted[(len(sorted)-1)/2] + sorted[len(sorted)/2]) / 2
}
