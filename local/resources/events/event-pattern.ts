import { BlockList, isIP } from 'node:net';

/** A JSON value of an event or a pattern. */
export type EventValue = null | boolean | number | string | readonly EventValue[] | EventObject;
export interface EventObject {
  readonly [name: string]: EventValue;
}

/** An event pattern that EventBridge would refuse. */
export class InvalidEventPattern extends Error {
  constructor(reason: string) {
    super(`Event pattern is not valid. Reason: ${reason}`);
    this.name = 'InvalidEventPatternException';
  }
}

/** Decides whether one value of an event matches; never called for a field that the event lacks. */
type Matcher = (value: EventValue) => boolean;

/** A pattern made ready for many events. */
export type EventPattern = (event: EventObject) => boolean;

/**
 * Compiles an event pattern; throws InvalidEventPattern naming what it does not know.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function compilePattern(pattern: EventValue): EventPattern {
  if (!isEventObject(pattern) || Object.keys(pattern).length === 0)
    throw new InvalidEventPattern('Empty patterns are not allowed');
  return compileFields(pattern);
}

function compileFields(pattern: EventObject): (event: EventValue | undefined) => boolean {
  const fields = Object.entries(pattern).map(([name, rule]): ((event: EventValue | undefined) => boolean) => {
    if (name === '$or' && isList(rule) && rule.length > 1) {
      const alternatives = rule.map((alternative) => {
        if (!isEventObject(alternative)) throw new InvalidEventPattern('"$or" must list objects');
        return compileFields(alternative);
      });
      return (event) => alternatives.some((matches) => matches(event));
    }
    const field = isEventObject(rule) ? compileNested(rule) : compileLeaf(name, rule);
    return (event) => field(isEventObject(event) ? event[name] : undefined);
  });
  return (event) => fields.every((matches) => matches(event));
}

function compileNested(pattern: EventObject): (value: EventValue | undefined) => boolean {
  const matches = compileFields(pattern);
  // All fields must match within one element of a list.
  return (value) => (isList(value) ? value.some(matches) : matches(value));
}

function compileLeaf(name: string, rule: EventValue): (value: EventValue | undefined) => boolean {
  if (!isList(rule)) throw new InvalidEventPattern(`"${name}" must be an object or an array`);
  if (rule.length === 0) throw new InvalidEventPattern(`Empty arrays are not allowed, found at "${name}"`);
  const alternatives = rule.map(compileAlternative);
  return (value) => {
    const values = isList(value) ? value : value === undefined ? [] : [value];
    return alternatives.some((matches) => matches(values));
  };
}

function compileAlternative(rule: EventValue): (values: readonly EventValue[]) => boolean {
  if (!isEventObject(rule)) {
    const equals = equalTo(rule);
    return (values) => values.some(equals);
  }
  const [[operator, argument] = ['', null], ...more] = Object.entries(rule);
  if (more.length > 0) throw new InvalidEventPattern('Only one key allowed in match expression');
  if (operator === 'exists') {
    if (typeof argument !== 'boolean') throw new InvalidEventPattern('match type "exists" must be true or false');
    // Only leaves exist: a field that holds an object does not.
    return (values) => values.some((value) => !isEventObject(value)) === argument;
  }
  const matches = compileOperator(operator, argument);
  return (values) => values.some((value) => !isEventObject(value) && matches(value));
}

function compileOperator(operator: string, argument: EventValue): Matcher {
  switch (operator) {
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
    case 'wildcard':
      return textMatcher(operator, argument);
    case 'anything-but':
      return anythingBut(argument);
    case 'numeric':
      return numeric(argument);
    case 'cidr':
      return cidr(argument);
    default:
      throw new InvalidEventPattern(`Unrecognized match type ${operator}`);
  }
}

type TextOperator = 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard';

function textMatcher(operator: TextOperator, argument: EventValue): Matcher {
  const ignoreCase = isEventObject(argument) && 'equals-ignore-case' in argument;
  if (ignoreCase && (operator === 'prefix' || operator === 'suffix')) {
    const matches = textMatcher(operator, fold(argument['equals-ignore-case']!));
    return (value) => matches(fold(value));
  }
  if (typeof argument !== 'string') throw new InvalidEventPattern(`match type "${operator}" must be a string`);
  if (operator === 'wildcard') {
    const expression = wildcardExpression(argument);
    return (value) => typeof value === 'string' && expression.test(value);
  }
  const test = {
    prefix: (value: string) => value.startsWith(argument),
    suffix: (value: string) => value.endsWith(argument),
    'equals-ignore-case': (value: string) => fold(value) === fold(argument),
  }[operator];
  return (value) => typeof value === 'string' && test(value);
}

function fold(value: EventValue): EventValue {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** `*` stands for any characters, `\*` and `\\` for themselves. */
function wildcardExpression(pattern: string): RegExp {
  if (pattern.includes('**')) throw new InvalidEventPattern('Consecutive wildcard characters');
  const source = pattern.replace(/\\[*\\]|\*|[^*\\]+|\\/g, (part) => {
    return part === '*'
      ? '.*'
      : (part.startsWith('\\') && part.length > 1 ? part.slice(1) : part).replace(/[^\w\s]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 's');
}

function anythingBut(argument: EventValue): Matcher {
  if (isEventObject(argument)) {
    const [[operator, operand] = ['', null]] = Object.entries(argument);
    if (!['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(operator)) {
      throw new InvalidEventPattern(`Unsupported anything-but pattern ${operator}`);
    }
    const excluded = [operand].flat().map((item) => textMatcher(operator as TextOperator, item as EventValue));
    return (value) => !excluded.some((matches) => matches(value));
  }
  const excluded = (isList(argument) ? argument : [argument]).map(equalTo);
  return (value) => !excluded.some((matches) => matches(value));
}

function equalTo(expected: EventValue): Matcher {
  if (typeof expected === 'object' && expected !== null) {
    throw new InvalidEventPattern('Match value must be String, number, true, false, or null');
  }
  return (value) => value === expected;
}

const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
};

function numeric(argument: EventValue): Matcher {
  if (!isList(argument) || argument.length === 0 || argument.length % 2 !== 0) {
    throw new InvalidEventPattern('match type "numeric" must be a list of comparisons and numbers');
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < argument.length; index += 2) {
    const compare = COMPARISONS[String(argument[index])];
    const limit = argument[index + 1];
    if (compare === undefined)
      throw new InvalidEventPattern(`Unrecognized numeric range operator: ${String(argument[index])}`);
    if (typeof limit !== 'number') throw new InvalidEventPattern('Numeric comparisons must be with numbers');
    tests.push((value) => compare(value, limit));
  }
  return (value) => typeof value === 'number' && tests.every((test) => test(value));
}

function cidr(argument: EventValue): Matcher {
  const [, address = '', bits = ''] = /^(.+)\/(\d+)$/.exec(String(argument)) ?? [];
  if (isIP(address) === 0) throw new InvalidEventPattern(`Malformed CIDR, one '/' required: ${String(argument)}`);
  const range = new BlockList();
  range.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return (value) => {
    const version = typeof value === 'string' ? isIP(value) : 0;
    return version !== 0 && range.check(String(value), version === 6 ? 'ipv6' : 'ipv4');
  };
}

export function isEventObject(value: EventValue | undefined): value is EventObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: EventValue | undefined): value is readonly EventValue[] {
  return Array.isArray(value);
}
