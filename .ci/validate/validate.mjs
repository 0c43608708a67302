// Checks template.yaml and every stack below infra/ with AWS's own offline validator and with the
// permission check of iam.mjs. Ends with 1 where either finds an error or a warning.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate';
import { checkPermissions } from './iam.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = join(here, '..', '..');

// What fixtures/broken.yaml must yield: by these we know that the checks still see mistakes.
const expected = {
  UnknownProperty: /MessageRetention/,
  UnknownReference: /Nowhere/,
  WrongValue: /FREE/,
  NoSuchAction: /does not exist/,
  NoResourceLevel: /authorised on '\*' only/,
  OtherResourceType: /not authorised on/,
  WiderThanNeeded: /could be narrower/,
  WildcardAction: /more than one action/,
};

// F1020 says that a reference leads nowhere. The validator does not run SAM's transform, so it says
// so of resources that SAM makes from a function: its role, rules, permissions and schedules.
const generated = /^[A-Za-z]+Function[A-Z][A-Za-z]+$/;

// The validator tries each condition with each parameter's default, also the one that contradicts it.
const config = {
  severityLevel: 'WARN',
  parameterOverrides: { AlarmTopicArn: 'arn:aws:sns:eu-central-1:111122223333:alarms' },
};

async function findingsIn(engine, path) {
  const { diagnostics } = engine.validateStandard(new TemplateFile(path), config);
  const structure = diagnostics
    .filter((d) => !(d.ruleId === 'F1020' && namesGenerated(d.message)))
    .map((d) => `${d.startLine}: ${d.entity?.logicalId ?? ''}: ${d.message} (${d.ruleId})`);
  const permissions = (await checkPermissions(readFileSync(path, 'utf8')))
    .map((f) => ` ${f.resource}: ${f.sid ?? 'statement'}: ${f.text}`);
  return [...structure, ...permissions];
}

function namesGenerated(message) {
  return [...message.matchAll(/'([^']+)'/g)].some(([, name]) => generated.test(name));
}

const engine = new CelEngine();
let failed = 0;

const broken = await findingsIn(engine, join(here, 'fixtures', 'broken.yaml'));
for (const [mistake, pattern] of Object.entries(expected)) {
  if (!broken.some((f) => f.includes(mistake) && pattern.test(f))) {
    console.error(`fixtures/broken.yaml: the mistake ${mistake} was not found`);
    failed++;
  }
}

const stacks = readdirSync(join(root, 'infra')).filter((name) => name.endsWith('.yaml')).sort();
for (const name of ['template.yaml', ...stacks.map((stack) => join('infra', stack))]) {
  const findings = await findingsIn(engine, join(root, name));
  for (const f of findings) {
    console.error(`${name}:${f}`);
  }
  console.log(`${name}: ${findings.length} findings`);
  failed += findings.length;
}

engine.free();
process.exitCode = failed > 0 ? 1 : 0;
