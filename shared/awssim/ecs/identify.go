package ecs

import "strings"

// cluster finds an ACTIVE cluster by its short name or ARN; none named means "default".
func (e *ECS) cluster(ref *string) (*cluster, error) {
	c := e.clusters[clusterName(text(ref))]
	if c == nil || c.status != active {
		return nil, clusterNotFound()
	}
	if strings.HasPrefix(text(ref), "arn:") && text(ref) != c.arn {
		return nil, clusterNotFound()
	}
	return c, nil
}

func clusterName(ref string) string {
	if ref == "" {
		return "default"
	}
	if _, name, ok := strings.Cut(ref, ":cluster/"); ok {
		return name
	}
	return ref
}

// identifier takes the id out of what names a task or container instance: a bare id, or an ARN
// with the cluster's name (the long form) or without.
func (c *cluster) identifier(kind, ref string) (string, error) {
	id := ref
	if strings.HasPrefix(ref, "arn:") {
		_, path, ok := strings.Cut(ref, ":"+kind+"/")
		if !ok {
			return "", invalid("Invalid identifier: %s.", ref)
		}
		owner, rest, long := strings.Cut(path, "/")
		if !long {
			owner, rest = c.title, path
		}
		if owner != c.title {
			return "", invalid("Invalid identifier: Identifier is for cluster %s. Your cluster is %s",
				owner, c.title)
		}
		id = rest
	}
	if n := len(id); n != 32 && n != 36 {
		return "", invalid("%s length should be one of [32,36]", idName(kind))
	}
	return id, nil
}

// identifiers are those of all refs, or the error of the first that is none.
func (c *cluster) identifiers(kind string, refs []string) ([]string, error) {
	ids := make([]string, len(refs))
	for i, ref := range refs {
		id, err := c.identifier(kind, ref)
		if err != nil {
			return nil, err
		}
		ids[i] = id
	}
	return ids, nil
}

func idName(kind string) string {
	if kind == "task" {
		return "taskId"
	}
	return "containerInstanceId"
}

func (c *cluster) arnOf(kind, id string) string {
	return c.e.env.ARN("ecs", kind+"/"+c.title+"/"+id)
}

// lookUp finds a container instance that is still described.
func (c *cluster) lookUp(ref string) (*instance, error) {
	id, err := c.identifier("container-instance", ref)
	if err != nil {
		return nil, err
	}
	i := c.instanceByID[id]
	if i == nil {
		return nil, invalid("Referenced container instance %s not found.", id)
	}
	return i, nil
}

// service finds a service by its name or ARN, whatever its status; nil when there is none.
func (c *cluster) service(ref string) (*service, error) {
	name := ref
	if strings.HasPrefix(ref, "arn:") {
		_, path, ok := strings.Cut(ref, ":service/")
		if !ok {
			return nil, invalid("Invalid identifier: %s.", ref)
		}
		owner, rest, long := strings.Cut(path, "/")
		if !long {
			owner, rest = c.title, path
		}
		if owner != c.title {
			return nil, invalid("Invalid identifier: Identifier is for cluster %s. Your cluster is %s",
				owner, c.title)
		}
		name = rest
	}
	return c.serviceByName[name], nil
}

// findService finds a service of a cluster, or says that there is none.
func (e *ECS) findService(cluster, ref *string) (*service, error) {
	c, err := e.cluster(cluster)
	if err != nil {
		return nil, err
	}
	s, err := c.service(text(ref))
	if err == nil && s == nil {
		err = serviceNotFound()
	}
	return s, err
}
