/** What a policy says about one method: no statement allows it, one does, or one denies it, which outweighs all others. */
export type Verdict = 'allowed' | 'not-allowed' | 'denied';

const ACTION = 'execute-api:Invoke';

/**
 * Evaluates the policy that an authorizer returned. Throws an Error that says why it is none that can be evaluated here.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-policy-language-overview.html
 */
export function evaluatePolicy(policy: unknown, methodArn: string): Verdict {
  const statements = isObject(policy) ? [policy['Statement'] ?? []].flat() : undefined;
  if (!statements?.every(isObject)) throw new Error(`policyDocument must have a Statement, found ${text(policy)}`);
  const effects = statements.filter((statement) => appliesTo(statement, methodArn)).map(effectOf);
  if (effects.includes('Deny')) return 'denied';
  return effects.includes('Allow') ? 'allowed' : 'not-allowed';
}

type Statement = Readonly<Record<string, unknown>>;

function effectOf({ Effect }: Statement): 'Allow' | 'Deny' {
  if (Effect === 'Allow' || Effect === 'Deny') return Effect;
  throw new Error(`Effect must be Allow or Deny, found ${text(Effect)}`);
}

function appliesTo(statement: Statement, methodArn: string): boolean {
  const { Action, Resource } = statement;
  for (const name of ['Condition', 'NotAction', 'NotResource']) {
    if (name in statement) {
      throw new Error(`${name} of a policy is not supported here; extend local/api/api-gateway/policy.ts`);
    }
  }
  const actions = patterns('Action', Action).map((pattern) => pattern.toLowerCase());
  if (!actions.some((pattern) => fits(pattern, ACTION.toLowerCase()))) return false;
  return patterns('Resource', Resource).some((pattern) => fits(pattern, methodArn));
}

function patterns(name: string, value: unknown): readonly string[] {
  const list = [value].flat();
  if (list.length > 0 && list.every((pattern) => typeof pattern === 'string')) return list;
  throw new Error(`${name} of a policy must be text or a list of texts, found ${text(value)}`);
}

/**
 * `*` stands for any characters, slashes too, and `?` for one. In one pass that remembers the last `*` only, so that no
 * pattern takes longer than its length times the text's.
 */
export function fits(pattern: string, value: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let place = 0;
  while (at < value.length) {
    if (pattern[place] === '*') {
      star = place++;
      resume = at;
    } else if (place < pattern.length && (pattern[place] === '?' || pattern[place] === value[at])) {
      place += 1;
      at += 1;
    } else if (star >= 0) {
      place = star + 1;
      at = ++resume;
    } else return false;
  }
  while (pattern[place] === '*') place += 1;
  return place === pattern.length;
}

function isObject(value: unknown): value is Statement {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
