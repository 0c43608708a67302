package ecs

import (
	"cmp"
	"context"
	"slices"
	"strings"

	api "github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"sashweight/shared/awssim/wire"
)

// settingsMax is how many settings one page of ListAccountSettings has (ECS API reference).
const settingsMax = 10

// principalSetting is a setting of a user, role or the root user, by ARN.
type principalSetting struct {
	principal string
	name      types.SettingName
}

// knownSetting is a setting that there is, its value while nobody has set another, and all values.
type knownSetting struct {
	name   types.SettingName
	usual  string
	values []string
}

var onOff = []string{"enabled", "disabled", "on", "off"}

// knownSettings are in the order of their names (ECS developer guide, ecs-account-settings).
var knownSettings = []knownSetting{
	{types.SettingNameAwsvpcTrunking, "disabled", onOff},
	{types.SettingNameContainerInsights, "disabled", insights},
	{types.SettingNameContainerInstanceLongArnFormat, "enabled", onOff},
	{types.SettingNameDefaultLogDriverMode, "non-blocking", []string{"blocking", "non-blocking"}},
	{types.SettingNameFargateEventWindows, "disabled", onOff},
	{types.SettingNameFargateFipsMode, "disabled", onOff},
	{types.SettingNameFargateTaskRetirementWaitPeriod, "7", []string{"0", "7", "14"}},
	{types.SettingNameGuardDutyActivate, "off", onOff},
	{types.SettingNameServiceLongArnFormat, "enabled", onOff},
	{types.SettingNameTagResourceAuthorization, "on", onOff},
	{types.SettingNameTaskLongArnFormat, "enabled", onOff},
}

func (e *ECS) onSettings() {
	wire.On(e.Service, "PutAccountSetting", e.putAccountSetting)
	wire.On(e.Service, "PutAccountSettingDefault", e.putAccountSettingDefault)
	wire.On(e.Service, "ListAccountSettings", e.listAccountSettings)
	wire.On(e.Service, "DeleteAccountSetting", e.deleteAccountSetting)
}

// root is the ARN of the account's root user, whose settings are everybody's defaults.
func (e *ECS) root() string { return "arn:aws:iam::" + e.env.Account + ":root" }

// principal is whose settings a call is about: those named, else the caller's.
func (e *ECS) principal(ctx context.Context, named *string) string {
	return cmp.Or(text(named), wire.CallerOf(ctx).ARN, e.root())
}

func settingOf(name types.SettingName) (knownSetting, error) {
	n := slices.IndexFunc(knownSettings, func(k knownSetting) bool { return k.name == name })
	if n < 0 {
		return knownSetting{}, invalid("%s is not a valid account setting name.", name)
	}
	return knownSettings[n], nil
}

func checkSetting(name types.SettingName, value string) error {
	k, err := settingOf(name)
	switch {
	case err != nil:
		return err
	case name == types.SettingNameGuardDutyActivate:
		return invalid("The account setting guardDutyActivate is managed by AWS.")
	case !slices.Contains(k.values, value):
		return invalid("%s is not a valid value of the account setting %s.", value, name)
	case strings.HasSuffix(string(name), "LongArnFormat") &&
		(value == "disabled" || value == "off"):
		return later(string(name) + " " + value)
	}
	return nil
}

// effective is the value that holds for a principal: its own, else the account's default.
func (e *ECS) effective(principal string, name types.SettingName) string {
	for _, p := range []string{principal, e.root()} {
		if v, ok := e.settings[principalSetting{p, name}]; ok {
			return v
		}
	}
	k, err := settingOf(name)
	if err != nil {
		return ""
	}
	return k.usual
}

func settingOutput(name types.SettingName, principal, value string) types.Setting {
	s := types.Setting{
		Name: name, PrincipalArn: new(principal), Value: new(value), Type: types.SettingTypeUser,
	}
	if name == types.SettingNameGuardDutyActivate {
		s.Type = types.SettingTypeAwsManaged
	}
	return s
}

func (e *ECS) putAccountSetting(
	ctx context.Context, in *api.PutAccountSettingInput,
) (*api.PutAccountSettingOutput, error) {
	if err := checkSetting(in.Name, text(in.Value)); err != nil {
		return nil, err
	}
	p := e.principal(ctx, in.PrincipalArn)
	e.settings[principalSetting{p, in.Name}] = *in.Value
	return &api.PutAccountSettingOutput{Setting: new(settingOutput(in.Name, p, *in.Value))}, nil
}

func (e *ECS) putAccountSettingDefault(
	_ context.Context, in *api.PutAccountSettingDefaultInput,
) (*api.PutAccountSettingDefaultOutput, error) {
	if err := checkSetting(in.Name, text(in.Value)); err != nil {
		return nil, err
	}
	e.settings[principalSetting{e.root(), in.Name}] = *in.Value
	return &api.PutAccountSettingDefaultOutput{
		Setting: new(settingOutput(in.Name, e.root(), *in.Value)),
	}, nil
}

func (e *ECS) deleteAccountSetting(
	ctx context.Context, in *api.DeleteAccountSettingInput,
) (*api.DeleteAccountSettingOutput, error) {
	if _, err := settingOf(in.Name); err != nil {
		return nil, err
	}
	key := principalSetting{e.principal(ctx, in.PrincipalArn), in.Name}
	value, ok := e.settings[key]
	if !ok {
		return nil, &types.TargetNotFoundException{Message: new(
			"Setting not found for the specified principal.")}
	}
	delete(e.settings, key)
	return &api.DeleteAccountSettingOutput{
		Setting: new(settingOutput(in.Name, key.principal, value)),
	}, nil
}

// settingRow is a row of ListAccountSettings, numbered by its setting.
type settingRow struct {
	n uint64
	types.Setting
}

func (r settingRow) place() uint64 { return r.n }
func (r settingRow) name() string  { return string(r.Name) }

func (e *ECS) listAccountSettings(
	ctx context.Context, in *api.ListAccountSettingsInput,
) (*api.ListAccountSettingsOutput, error) {
	if in.Value != nil && in.Name == "" {
		return nil, invalid("The value of an account setting needs its name.")
	}
	if in.MaxResults < 0 || in.MaxResults > settingsMax {
		return nil, invalid("maxResults must be between 1 and %d.", settingsMax)
	}
	rows := e.settingRows(e.principal(ctx, in.PrincipalArn), in.EffectiveSettings)
	p := paging{token: in.NextToken, usual: settingsMax}
	if in.MaxResults > 0 {
		p.size = &in.MaxResults
	}
	kept, next, err := pageOf(rows, p, func(r settingRow) bool {
		return (in.Name == "" || r.Name == in.Name) && (in.Value == nil || *r.Value == *in.Value)
	})
	if err != nil {
		return nil, err
	}
	out := &api.ListAccountSettingsOutput{Settings: []types.Setting{}, NextToken: next}
	for _, r := range kept {
		out.Settings = append(out.Settings, r.Setting)
	}
	return out, nil
}

// settingRows are a principal's own settings, or with effective all that hold for it.
func (e *ECS) settingRows(principal string, effective bool) list[settingRow] {
	var rows list[settingRow]
	for n, k := range knownSettings {
		v, own := e.settings[principalSetting{principal, k.name}]
		if !own && !effective {
			continue
		}
		if !own {
			v = e.effective(principal, k.name)
		}
		rows = append(rows, settingRow{uint64(n + 1), settingOutput(k.name, principal, v)})
	}
	return rows
}
