package wire

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/smithy-go/middleware"
)

// Config is the configuration of SDK clients that reach the server over the wire protocols, in
// this process. Nothing is read from the environment.
func (s *Server) Config(c Caller, region string) aws.Config {
	return aws.Config{
		Region:      region,
		HTTPClient:  s,
		Credentials: credentials.NewStaticCredentialsProvider(c.AccessKey, "simulated", ""),
	}
}

// Typed is the configuration of SDK clients whose calls are answered inside the client, past its
// validation, serialisation, signing and retries, but without decoding: for swarms. The caller's
// input and the operation's output are shared, not copied.
func (s *Server) Typed(c Caller, region string) aws.Config {
	cfg := s.Config(c, region)
	cfg.APIOptions = append(cfg.APIOptions, func(stack *middleware.Stack) error {
		if err := stack.Initialize.Add(stashInput{}, middleware.After); err != nil {
			return err
		}
		m := &typedCall{server: s, caller: c}
		decode, err := stack.Deserialize.Swap(m.ID(), m)
		m.decode = decode
		return err
	})
	return cfg
}
