package deploy

import "testing"

func FuzzTemplatesNeverPanic(f *testing.F) {
	f.Add([]byte(base))
	f.Add([]byte("Resources:\n  A: !Sub\n"))
	f.Add([]byte("Resources: {A: {Type: }}"))
	f.Add([]byte("Resources: {A: {Type: AWS::SQS::Queue, Properties: !Ref B}, B: !If []}"))
	f.Fuzz(func(_ *testing.T, src []byte) {
		_, _ = Template(src, scratch(), nil)
	})
}
