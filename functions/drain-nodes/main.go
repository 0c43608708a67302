// Command drain-nodes is the Lambda function that empties nodes that must go.
package main

import (
	"crypto/rand"
	"errors"
	"log"
	"os"

	"github.com/aws/aws-lambda-go/lambda"

	"sashweight/functions/drain-nodes/drainnodes"
	"sashweight/shared/awsclient"
	"sashweight/shared/clock"
	"sashweight/shared/serve"
)

func main() {
	env, noEnv := serve.LoadConfig(os.LookupEnv)
	cfg, noConfig := awsclient.Load(os.LookupEnv)
	if err := errors.Join(noEnv, noConfig); err != nil {
		log.Fatalf("start %s: %v", drainnodes.Name, err)
	}
	h := drainnodes.New(drainnodes.Deps{
		Config: cfg, Table: env.Table, Timers: env.Timers, Timeout: env.Timeout,
		Clock: clock.Real{}, Nonce: rand.Text,
	})
	out := serve.Deps{Out: os.Stdout, Clock: clock.Real{}}
	lambda.Start(serve.Events(drainnodes.Name, h.Handle, out))
}
