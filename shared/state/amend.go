package state

import (
	"context"
	"fmt"
)

// amend reads a row, lets change make it what it shall be, and writes that on condition that
// nobody has written the row meanwhile; else it begins again. was is nil where there is no row,
// or an expired one; change returns nil where the row stays as it is. What change has told its
// caller last is what was written.
func (s *Store) amend(ctx context.Context, pk, sk string, change func(was item) item) error {
	nonce := ""
	for range putTries {
		was, err := s.get(ctx, pk, sk)
		if err != nil {
			return err
		}
		if nonce != "" && textOf(was, "writer") == nonce {
			return nil // the SDK's retry was refused, because the write had succeeded
		}
		valid := was
		if was["expires"] != nil && !s.lives(was) {
			valid = nil
		}
		shall := change(valid)
		if shall == nil {
			return nil
		}
		nonce = s.Nonce()
		if ok, err := s.putAmended(ctx, was, shall, nonce); err != nil || ok {
			return err
		}
	}
	return fmt.Errorf("write %s %s: %w", pk, sk, errContended)
}

func (s *Store) putAmended(ctx context.Context, was, shall item, nonce string) (bool, error) {
	shall["rev"], shall["writer"] = number(numberOf(was, "rev")+1), text(nonce)
	if was == nil {
		return s.put(ctx, shall, "attribute_not_exists(pk)", nil)
	}
	return s.put(ctx, shall, "rev = :read", item{":read": number(numberOf(was, "rev"))})
}
