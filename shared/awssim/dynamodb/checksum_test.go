package dynamodb_test

import (
	"fmt"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/smithy-go/logging"
)

func TestTheSDKFindsEveryAnswersChecksumRight(t *testing.T) {
	w := newWorld(t)
	w.put(`{"n":{"N":"1"}}`)
	warned := ""
	listen := func(o *sdk.Options) {
		o.Logger = logging.LoggerFunc(func(_ logging.Classification, format string, v ...any) {
			warned += fmt.Sprintf(format, v...)
		})
	}
	for table, fails := range map[string]bool{"rows": false, "absent": true} {
		_, err := w.GetItem(t.Context(), &sdk.GetItemInput{TableName: &table, Key: w.key()}, listen)
		if (err != nil) != fails || warned != "" {
			t.Errorf("table %s: %v; the SDK warns: %s", table, err, warned)
		}
	}
}
