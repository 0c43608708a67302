package check

// The invariants, as violations name them.
const (
	GraceKept      = "no task loses its stop grace by our doing"
	OneOrder       = "one drain order per instance"
	DesiredInRange = "every desired count that we write is within the user's bounds"
	NeverLowered   = "a desired capacity is never lowered by us"
	OneMoreOnce    = "no scale-out twice for one order"
	MinimumHealthy = "no service below its minimum healthy count by our doing"
	AnsweredOnce   = "a lifecycle hook of ours is answered once or expires"
	OwnHooksOnly   = "no lifecycle hook but ours is touched"
	NeverAbandoned = "a terminate hook is never answered ABANDON by us"
	EmptyFirst     = "a hook of ours is answered only when its node is empty"
	RoleAllows     = "no call that the role forbids"
	CallsAreValid  = "no call that the service finds invalid"
	WithinLimits   = "no call above its documented maximum"
	ReportBegins   = "in report mode nothing is begun"
	PauseHolds     = "under pause nothing voluntary is done, under pause of everything nothing"
	OrderFirst     = "nothing is done to a node without an order"
	WithinLedger   = "voluntary disruption stays within the budget"
	NodesProtected = "a protected instance is never chosen"
	TasksProtected = "a protected task is left alone unless the policy says otherwise"
	MoveKept       = "no task is moved against its service's move"
	AloneKept      = "a standalone task is stopped only as the policy says"
	StopsSigned    = "every stop of ours says whose it is"
	RemovedWell    = "an instance is terminated by us only when nothing speaks against it"
	LeftBehind     = "a container instance is deregistered by force only when nothing runs on it"
	OnlyOwnUndone  = "only a drain of our own is undone, and never of a node that must go"
	NoLoop         = "no node is drained and given back again and again"
	EndsInTime     = "every drain ends by its deadline or a granted extension"
	NothingLeft    = "no node is left DRAINING by an order that is over"
)

// Invariants lists all of them, in the order in which a report shows them.
func Invariants() []string {
	return []string{
		GraceKept, EmptyFirst, OneOrder, OrderFirst, WithinLedger, NodesProtected, TasksProtected,
		MoveKept, AloneKept, MinimumHealthy, StopsSigned, RemovedWell, LeftBehind, DesiredInRange,
		NeverLowered, OneMoreOnce, OnlyOwnUndone, NoLoop, AnsweredOnce, OwnHooksOnly, NeverAbandoned,
		ReportBegins, PauseHolds, RoleAllows, CallsAreValid, WithinLimits, EndsInTime, NothingLeft,
	}
}
