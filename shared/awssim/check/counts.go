package check

// Counts are the tasks that were cut off by the end of their machine while their containers ran,
// by whose doing that was.
type Counts struct {
	// LostGrace: we had answered the hook that held the machine, or had it terminated. Each is a
	// violation.
	LostGrace int `json:"lost_grace"`
	// SpotLost: the machine was under a Spot notice.
	SpotLost int `json:"spot_lost"`
	// LapsedLost: nobody answered the hook in time, and its default result ended it.
	LapsedLost int `json:"lapsed_lost"`
	// ReportLost: we answered for a group in report mode or without a policy, where nothing is
	// begun.
	ReportLost int `json:"report_lost"`
	// ForcedLost: the order's time was over, and what remained ended with the machine.
	ForcedLost int `json:"forced_lost"`
	// DeadLost: the agent was dead, and nobody could stop the tasks.
	DeadLost int `json:"dead_lost"`
	// DaemonLost: tasks of daemon services, which hold no drain.
	DaemonLost int `json:"daemon_lost"`
	// OwnDeath: no hook of ours held the machine, or somebody else answered it.
	OwnDeath int `json:"own_death"`
}

// Tally says how often the checks had something to do.
type Tally struct {
	// Judged counts by invariant how often there was something to judge, Excused how often what
	// would have been a violation was not one, by the reason.
	Judged, Excused map[string]int
}

// The reasons for which something is no violation.
const (
	ByDeadline    = "the order's time was over"
	ByDeadAgent   = "the agent was dead"
	BySpot        = "EC2 takes the Spot instance"
	ByUrgency     = "the order was urgent"
	ByMustGo      = "the node had to go anyway"
	TooFresh      = "it had changed a moment ago"
	BeforePause   = "the pause came after the function had looked"
	AskedInVain   = "the group refused to terminate below its minimum"
	HeldByPause   = "a pause of everything held the order"
	UndoneByBrake = "a brake or a cancel undid the drain"
)

// Excuses lists the reasons for which something is no violation, as a report shows them.
func Excuses() []string {
	return []string{
		ByDeadline, ByDeadAgent, BySpot, ByUrgency, ByMustGo, TooFresh, BeforePause, AskedInVain,
		HeldByPause, UndoneByBrake,
	}
}

func (c *Checker) judging(invariant string) { c.Judged[invariant]++ }

func (c *Checker) excuse(reason string) { c.Excused[reason]++ }
