// Package placement says which nodes could take a task: it reads ECS's cluster query language, and
// knows what a node has room for. Pure; what is not known is said to be unknown, and never fits.
//
//	e, err := placement.Parse("attribute:ecs.os-family == WINDOWS_SERVER_2022_CORE")
//	answer := placement.Match(e, node, groups)       // yes, no or unknown, and why
//	refusals := placement.Fits(waiting, space)       // why the node cannot take it; none: it fits
//	placed := placement.Place(waitings, spaces)      // do these fit on those, all together
package placement
