package host

import (
	"encoding/base64"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// agentSettings is what user data makes of the ECS agent: its environment, and whether it starts
// it on Windows.
type agentSettings struct {
	env    map[string]string
	starts bool
	eni    bool
	roles  bool
}

var (
	// initialize is the cmdlet of the module ECSTools that starts the agent (ECS developer guide,
	// bootstrap_windows_container_instance).
	initialize = regexp.MustCompile(`(?i)Initialize-ECSAgent\b([^\r\n]*)`)
	clusterArg = regexp.MustCompile(`(?i)-Cluster[\s:]+["']?(\$?\{?[\w-]+\}?)["']?`)
	continued  = regexp.MustCompile("`\r?\n\\s*")
	machineSet = regexp.MustCompile(
		`(?i)SetEnvironmentVariable\(\s*["'](ECS_\w+)["']\s*,\s*(.+?)\s*,\s*["']Machine["']\s*\)`)
	psSet     = regexp.MustCompile(`(?im)^\s*\$env:(ECS_\w+)\s*=\s*(.+?)\s*$`)
	psVar     = regexp.MustCompile(`(?im)^\s*\$(\w+)\s*=\s*["']([^"'\r\n]*)["']`)
	shellSet  = regexp.MustCompile(`(?m)(?:^|[\s"'])(ECS_[A-Z0-9_]+)=([^\r\n]*)`)
	redirects = regexp.MustCompile(`\s*>>?\s*\S+\s*$`)
	comment   = regexp.MustCompile(`(?m)^\s*#.*$`)
)

// readUserData reads what a machine's first boot runs: PowerShell or a shell script.
func readUserData(encoded string) agentSettings {
	s := agentSettings{env: map[string]string{}}
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return s
	}
	script := comment.ReplaceAllString(string(raw), "")
	if strings.Contains(strings.ToLower(script), "<powershell>") {
		s.powerShell(continued.ReplaceAllString(script, " "))
		return s
	}
	for _, m := range shellSet.FindAllStringSubmatch(script, -1) {
		s.env[m[1]] = bare(redirects.ReplaceAllString(m[2], ""))
	}
	return s
}

func (s *agentSettings) powerShell(script string) {
	vars := map[string]string{}
	for _, m := range psVar.FindAllStringSubmatch(script, -1) {
		vars[strings.ToLower(m[1])] = m[2]
	}
	value := func(v string) string {
		v = strings.TrimSpace(v)
		if name, ok := strings.CutPrefix(v, "$"); ok {
			name = strings.ToLower(strings.Trim(name, "{}"))
			if have, known := vars[name]; known {
				return have
			}
			return name // $true and $false
		}
		return bare(v)
	}
	for _, re := range []*regexp.Regexp{machineSet, psSet} {
		for _, m := range re.FindAllStringSubmatch(script, -1) {
			s.env[m[1]] = value(m[2])
		}
	}
	call := initialize.FindStringSubmatch(script)
	if call == nil {
		return
	}
	s.starts = true
	has := func(flag string) bool {
		return regexp.MustCompile(`(?i)-` + flag + `\b`).MatchString(call[1])
	}
	s.eni, s.roles = has("EnableTaskENI"), has("EnableTaskIAMRole")
	if m := clusterArg.FindStringSubmatch(call[1]); m != nil {
		s.env["ECS_CLUSTER"] = value(m[1])
	}
}

// bare takes off the quotes around a value.
func bare(v string) string {
	v = strings.TrimSpace(v)
	for _, q := range []string{`"`, `'`} {
		if strings.HasSuffix(v, q) && (strings.HasPrefix(v, q) || strings.Count(v, q) == 1) {
			v = strings.TrimSuffix(strings.TrimPrefix(v, q), q)
		}
	}
	return v
}

// defaultCluster is where an agent registers that was told no other.
const defaultCluster = "default"

// SetUp has a template's machines do what user data, in Base64, says of the ECS agent: PowerShell
// or a shell script (ECS developer guide, bootstrap_windows_container_instance). What cannot be
// read says nothing.
func (m *Machines) SetUp(t *Template, userData string) {
	var image *AMI
	if id, err := m.ResolveAMI(t.AMI); err == nil {
		image = m.AMI(id)
	}
	readUserData(userData).setUp(t, image)
}

// setUp puts the settings into a template for machines of an image; nil is one that is not known.
func (s agentSettings) setUp(t *Template, a *AMI) {
	windows := a != nil && a.Windows()
	t.Cluster = s.env["ECS_CLUSTER"]
	switch {
	case t.Cluster != "":
	case s.starts, a != nil && a.ECS && !windows:
		t.Cluster = defaultCluster
	}
	if windows && !s.starts {
		t.Cluster = ""
	}
	t.Agent.TaskENI = s.eni || truth(s.env["ECS_ENABLE_TASK_ENI"])
	t.Agent.TaskIAMRole = s.roles || truth(s.env["ECS_ENABLE_TASK_IAM_ROLE"])
	t.Agent.GMSA = truth(s.env["ECS_GMSA_SUPPORTED"])
	t.Agent.PullBehavior = pullBehavior(s.env["ECS_IMAGE_PULL_BEHAVIOR"])
	if n, err := strconv.ParseInt(s.env["ECS_RESERVED_MEMORY"], 10, 32); err == nil {
		t.Agent.ReservedMemory = int32(n)
	}
	t.Agent.ReservedTCP = ports(s.env["ECS_RESERVED_PORTS"])
	t.Agent.ReservedUDP = ports(s.env["ECS_RESERVED_PORTS_UDP"])
	if raw := s.env["ECS_INSTANCE_ATTRIBUTES"]; raw != "" {
		var attributes map[string]string
		if json.Unmarshal([]byte(raw), &attributes) == nil {
			t.Attributes = attributes
		}
	}
}

func truth(s string) bool { return strings.EqualFold(s, "true") || s == "1" }

func pullBehavior(s string) PullBehavior {
	switch b := PullBehavior(s); b {
	case PullAlways, PullOnce, PullPreferCached:
		return b
	}
	return PullDefault
}

// ports reads a JSON list of ports; nil when there is none.
func ports(raw string) (out []uint16) {
	if raw == "" || json.Unmarshal([]byte(raw), &out) != nil {
		return nil
	}
	return out
}
