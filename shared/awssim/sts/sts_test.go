package sts_test

import (
	"context"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sts"

	"sashweight/shared/awssim/kernel"
	"sashweight/shared/awssim/sts"
	"sashweight/shared/awssim/wire"
)

const account = "123456789012"

func TestGetCallerIdentityTellsWhoSigned(t *testing.T) {
	const role = "arn:aws:sts::" + account + ":assumed-role/drain-role/drain"
	for _, tc := range []struct{ name, arn, wantARN, wantUser string }{
		{"root", "", "arn:aws:iam::" + account + ":root", account},
		{"role", role, role, "AROAC2F25D8F5B4BB5A4:drain"},
		{"user", "arn:aws:iam::" + account + ":user/ops", "arn:aws:iam::" + account + ":user/ops",
			"AIDA1A02A81921C5ED9B"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			start := time.Date(2027, 1, 4, 0, 0, 0, 0, time.UTC)
			env := &kernel.Env{Kernel: kernel.New(1, start), Account: account}
			server := wire.NewServer(sts.New(env).Service)
			server.Callers = func(key string) wire.Caller {
				return wire.Caller{Name: tc.name, AccessKey: key, ARN: tc.arn}
			}
			client := sdk.NewFromConfig(server.Config(wire.Caller{AccessKey: "AKID"}, "us-east-1"))
			got, err := client.GetCallerIdentity(context.Background(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if *got.Account != account || *got.Arn != tc.wantARN || *got.UserId != tc.wantUser {
				t.Errorf("got %s %s %s", *got.Account, *got.Arn, *got.UserId)
			}
		})
	}
}
