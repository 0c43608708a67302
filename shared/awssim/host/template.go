package host

// Versions of a launch template that are looked up anew at each launch (EC2 API reference,
// LaunchTemplateSpecification).
const (
	VersionDefault = "$Default"
	VersionLatest  = "$Latest"
)

// AddTemplate adds a version of a launch template. The version added first is the template's
// default one, the version added last its latest.
func (m *Machines) AddTemplate(t Template) { m.templates = append(m.templates, t) }

// FindTemplate is the version of the launch template with an id that a launch would use now;
// version may be $Default or $Latest. ok is false when there is none.
func (m *Machines) FindTemplate(id, version string) (t Template, ok bool) {
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
