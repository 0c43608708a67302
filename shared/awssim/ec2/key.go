package ec2

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	api "github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// keyPair is a key pair. There is nothing to log in to, so that the private key is no key.
type keyPair struct {
	id, name, fingerprint string
	kind                  types.KeyType
	created               time.Time
}

func keyID(k *keyPair) string { return k.id }

func (e *EC2) keyNamed(name string) *keyPair {
	for _, k := range e.keys.all() {
		if k.name == name {
			return k
		}
	}
	return nil
}

func noKey(name string) error {
	return fail("InvalidKeyPair.NotFound", "The key pair '%s' does not exist", name)
}

func (e *EC2) addKey(
	name *string, kind types.KeyType, specs []types.TagSpecification, of string,
) (*keyPair, error) {
	if err := required(name, "KeyName"); err != nil {
		return nil, err
	}
	if e.keyNamed(*name) != nil {
		return nil, fail("InvalidKeyPair.Duplicate", "The keypair already exists")
	}
	tags, err := tagsFor(specs, types.ResourceTypeKeyPair)
	if err != nil {
		return nil, err
	}
	if kind == "" {
		kind = types.KeyTypeRsa
	}
	k := &keyPair{
		id: "key-" + e.env.HexID("ec2 key", 17), name: *name, kind: kind, created: e.env.Now(),
	}
	sum := sha256.Sum256([]byte(k.id + of))
	pairs := make([]string, 20)
	for n := range pairs {
		pairs[n] = hex.EncodeToString(sum[n : n+1])
	}
	k.fingerprint = strings.Join(pairs, ":")
	e.keys.add(k.id, k)
	e.setTags(k.id, tags)
	return k, nil
}

func (e *EC2) createKeyPair(in *api.CreateKeyPairInput) (*api.CreateKeyPairOutput, error) {
	k, err := e.addKey(in.KeyName, in.KeyType, in.TagSpecifications, "")
	if err != nil {
		return nil, err
	}
	return &api.CreateKeyPairOutput{
		KeyName: new(k.name), KeyPairId: new(k.id), KeyFingerprint: new(k.fingerprint),
		KeyMaterial: new("-----BEGIN SIMULATED PRIVATE KEY-----\n" + k.id +
			"\n-----END SIMULATED PRIVATE KEY-----"),
		Tags: e.tagList(k.id),
	}, nil
}

func (e *EC2) importKeyPair(in *api.ImportKeyPairInput) (*api.ImportKeyPairOutput, error) {
	if len(in.PublicKeyMaterial) == 0 {
		return nil, missing("PublicKeyMaterial")
	}
	kind := types.KeyTypeRsa
	if strings.Contains(string(in.PublicKeyMaterial), "ed25519") {
		kind = types.KeyTypeEd25519
	}
	k, err := e.addKey(in.KeyName, kind, in.TagSpecifications, string(in.PublicKeyMaterial))
	if err != nil {
		return nil, err
	}
	return &api.ImportKeyPairOutput{
		KeyName: new(k.name), KeyPairId: new(k.id), KeyFingerprint: new(k.fingerprint),
		Tags: e.tagList(k.id),
	}, nil
}

func (e *EC2) describeKeyPairs(
	in *api.DescribeKeyPairsInput,
) (*api.DescribeKeyPairsOutput, error) {
	if err := notYet(in, "IncludePublicKey"); err != nil {
		return nil, err
	}
	name := func(k *keyPair) string { return k.name }
	all, err := lookUp(in.KeyNames, e.keys.all(), name,
		func(names []string) error { return noKey(names[0]) })
	if err == nil {
		all, err = lookUp(in.KeyPairIds, all, keyID, absentAll)
	}
	if err != nil {
		return nil, err
	}
	all, err = selected(e, all, keyID, in.Filters, values[*keyPair]{
		"key-name": one(name), "key-pair-id": one(keyID),
		"fingerprint": one(func(k *keyPair) string { return k.fingerprint }),
	})
	if err != nil {
		return nil, err
	}
	out := &api.DescribeKeyPairsOutput{KeyPairs: []types.KeyPairInfo{}}
	for _, k := range all {
		out.KeyPairs = append(out.KeyPairs, types.KeyPairInfo{
			KeyName: new(k.name), KeyPairId: new(k.id), KeyFingerprint: new(k.fingerprint),
			KeyType: k.kind, CreateTime: new(k.created), Tags: e.tagList(k.id),
		})
	}
	return out, nil
}

// deleteKeyPair succeeds for a key pair that is not there (EC2 API reference, DeleteKeyPair).
func (e *EC2) deleteKeyPair(in *api.DeleteKeyPairInput) (*api.DeleteKeyPairOutput, error) {
	if text(in.KeyName) == "" && text(in.KeyPairId) == "" {
		return nil, missing("KeyName")
	}
	k := e.keys.byID[text(in.KeyPairId)]
	if k == nil {
		k = e.keyNamed(text(in.KeyName))
	}
	out := &api.DeleteKeyPairOutput{Return: new(true)}
	if k != nil {
		e.keys.remove(k.id)
		delete(e.tags, k.id)
		out.KeyPairId = new(k.id)
	}
	return out, nil
}
