package host

import "slices"

// Versions of a launch template that are looked up anew at each launch (EC2 API reference,
// LaunchTemplateSpecification).
const (
	VersionDefault = "$Default"
	VersionLatest  = "$Latest"
)

// AddTemplate adds a version of a launch template. The version added first is the template's
// default one until another is chosen, the version added last its latest. An AMI that is not
// known is added as the template describes it.
func (m *Machines) AddTemplate(t Template) {
	m.describe(t)
	m.templates = append(m.templates, t)
}

// Templates are all versions of all launch templates in the order in which they were added.
func (m *Machines) Templates() []Template { return m.templates }

// SetDefaultVersion makes a version the default one of its launch template.
func (m *Machines) SetDefaultVersion(id, version string) { m.defaults[id] = version }

// RemoveTemplate takes away a version of a launch template; an empty version: all of them.
func (m *Machines) RemoveTemplate(id, version string) {
	m.templates = slices.DeleteFunc(slices.Clone(m.templates), func(t Template) bool {
		return t.ID == id && (version == "" || t.Version == version)
	})
	if version == "" {
		delete(m.defaults, id)
	}
}

// FindTemplate is the version of the launch template with an id that a launch would use now;
// version may be $Default or $Latest. ok is false when there is none.
func (m *Machines) FindTemplate(id, version string) (t Template, ok bool) {
	if version == VersionDefault && m.defaults[id] != "" {
		version = m.defaults[id]
	}
	for _, c := range m.templates {
		if c.ID != id {
			continue
		}
		switch version {
		case VersionDefault:
			return c, true
		case VersionLatest, c.Version:
			t, ok = c, true
		}
	}
	return t, ok
}

// NameTemplate is the name and id of the launch template with either of them; ok is false when
// there is none.
func (m *Machines) NameTemplate(id, name string) (foundID, foundName string, ok bool) {
	for _, c := range m.templates {
		if id != "" && c.ID == id || id == "" && c.Name == name {
			return c.ID, c.Name, true
		}
	}
	return "", "", false
}

// TemplateAge orders the versions of one launch template, the oldest first; -1 is one that is not
// known.
func (m *Machines) TemplateAge(t Template) int {
	for n, c := range m.templates {
		if c.ID == t.ID && c.Version == t.Version {
			return n
		}
	}
	return -1
}
