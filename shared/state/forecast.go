package state

import (
	"encoding/json"
	"time"

	"sashweight/shared/fleet"
)

// Bounds of a stored forecast: the table reads the rows of all open orders at each look.
const (
	blockersMax = 4 << 10
	blockerMax  = 512
)

// blocker is how a row spells a fleet.Blocker.
type blocker struct {
	Kind   fleet.BlockerKind `json:"kind"`
	Object string            `json:"object,omitempty"`
	Reason string            `json:"reason,omitempty"`
	Help   string            `json:"help,omitempty"`
}

// putForecast adds the forecast to an order's row. Blockers beyond 4 KB are left out: the worst
// come first.
func putForecast(it item, f fleet.Forecast) {
	putMoments(it, map[string]time.Time{"forecast_at": f.At, "forecast_done": f.Done})
	putNumbers(it, map[string]int64{"forecast_tasks": int64(f.Tasks)})
	list := make([]blocker, 0, len(f.Blockers))
	for _, b := range f.Blockers {
		list = append(list, blocker{
			Kind: b.Kind, Object: cut(b.Object, blockerMax), Reason: cut(b.Reason, blockerMax),
			Help: cut(b.Help, blockerMax),
		})
	}
	for ; len(list) > 0; list = list[:len(list)-1] {
		data, err := json.Marshal(list)
		if err == nil && len(data) <= blockersMax {
			it["blockers"] = text(string(data))
			return
		}
	}
}

// forecastOf reads the forecast of an order's row. Blockers that cannot be read are one unknown
// blocker: they are not none.
func forecastOf(it item) fleet.Forecast {
	f := fleet.Forecast{
		At: momentOf(it, "forecast_at"), Done: momentOf(it, "forecast_done"),
		Tasks: int(numberOf(it, "forecast_tasks")),
	}
	stored := textOf(it, "blockers")
	if stored == "" {
		return f
	}
	var list []blocker
	if err := json.Unmarshal([]byte(stored), &list); err != nil {
		f.Blockers = []fleet.Blocker{{Kind: fleet.BlockedUnknown, Reason: "it cannot be read"}}
		return f
	}
	for _, b := range list {
		f.Blockers = append(f.Blockers, fleet.Blocker(b))
	}
	return f
}
