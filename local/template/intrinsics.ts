import { TemplateError } from './errors.ts';
import { substitute } from './substitute.ts';
import type { TemplateObject, TemplateValue } from './template.ts';
import { isTemplateList, isTemplateObject } from './template.ts';

/** Where the functions of a template look up what they name; each throws a TemplateError for a name it does not know. */
export interface Scope {
  ref(name: string): TemplateValue | typeof NO_VALUE;
  attribute(logicalId: string, attribute: string): TemplateValue;
  condition(name: string): boolean;
  mapping(map: string): TemplateValue | undefined;
  importValue(name: string): TemplateValue;
  /** Of a stack deployed before. */
  stackOutput(stackName: string, outputName: string): TemplateValue;
}

/** What `AWS::NoValue` becomes: its property, or its place in a list, goes away. */
export const NO_VALUE = Symbol('AWS::NoValue');

/** Replaces every intrinsic function in the value; throws a TemplateError that names the function. */
export function resolve(value: TemplateValue, scope: Scope): TemplateValue {
  const resolved = resolveOrRemove(value, scope);
  if (resolved === NO_VALUE) throw new TemplateError('AWS::NoValue stands where a value is needed');
  return resolved;
}

function resolveOrRemove(value: TemplateValue, scope: Scope): TemplateValue | typeof NO_VALUE {
  if (isTemplateList(value)) {
    return value.map((item) => resolveOrRemove(item, scope)).filter((item) => item !== NO_VALUE);
  }
  if (!isTemplateObject(value)) return value;
  const call = functionCall(value);
  if (call !== undefined) return callFunction(call.name, call.argument, scope);
  const entries = Object.entries(value).map(([name, item]) => [name, resolveOrRemove(item, scope)] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, TemplateValue] => entry[1] !== NO_VALUE));
}

/** The function that an object calls, if it is a call; throws when other keys stand beside the function's name. */
export function functionCall(
  value: TemplateObject,
): { readonly name: string; readonly argument: TemplateValue } | undefined {
  const keys = Object.keys(value);
  const name = keys.find((key) => key.startsWith('Fn::') || (key === 'Ref' && keys.length === 1));
  if (name === undefined) return undefined;
  if (keys.length > 1) throw new TemplateError(`${name} must be the only key of its object, found ${keys.join(', ')}`);
  return { name, argument: value[name]! };
}

type IntrinsicFunction = (argument: TemplateValue, scope: Scope) => TemplateValue | typeof NO_VALUE;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html */
const FUNCTIONS: Readonly<Record<string, IntrinsicFunction>> = {
  Ref: (argument, scope) => scope.ref(text(argument, 'Ref')),
  'Fn::GetAtt': (argument, scope) => {
    const { logicalId, attribute } = attributeReference(argument);
    return scope.attribute(logicalId, text(resolve(attribute, scope), 'Fn::GetAtt'));
  },
  'Fn::Join': (argument, scope) => {
    const [delimiter, items] = list(argument, 'Fn::Join', 2);
    const parts = list(resolve(items!, scope), 'Fn::Join');
    return parts.map((part) => text(part, 'Fn::Join')).join(text(delimiter!, 'Fn::Join'));
  },
  'Fn::Sub': (argument, scope) => {
    const [format, variables] = isTemplateList(argument) ? list(argument, 'Fn::Sub', 2) : [argument, {}];
    const own = object(resolve(variables!, scope), 'Fn::Sub');
    return substitute(text(format!, 'Fn::Sub'), (name) => {
      const value = own[name] ?? reference(name, scope);
      return text(value, `Fn::Sub of \${${name}}`);
    });
  },
  'Fn::Select': (argument, scope) => {
    const [index, items] = list(argument, 'Fn::Select', 2).map((item) => resolve(item, scope));
    const found = list(items!, 'Fn::Select')[Number(index)];
    if (found === undefined)
      throw new TemplateError(`Fn::Select cannot select index ${JSON.stringify(index)} of its list`);
    return found;
  },
  'Fn::Split': (argument, scope) => {
    const [delimiter, source] = list(argument, 'Fn::Split', 2);
    return text(resolve(source!, scope), 'Fn::Split').split(text(delimiter!, 'Fn::Split'));
  },
  'Fn::FindInMap': (argument, scope) => {
    const [map, ...keys] = list(argument, 'Fn::FindInMap')
      .slice(0, 3)
      .map((item) => text(resolve(item, scope), 'Fn::FindInMap'));
    const found = keys.reduce<TemplateValue | undefined>(
      (level, key) => (isTemplateObject(level) ? level[key] : undefined),
      scope.mapping(map ?? ''),
    );
    if (found !== undefined && keys.length === 2) return found;
    const fallback = isTemplateList(argument) ? argument[3] : undefined;
    if (isTemplateObject(fallback) && 'DefaultValue' in fallback) return resolve(fallback['DefaultValue']!, scope);
    throw new TemplateError(`Fn::FindInMap finds nothing at ${[map, ...keys].join(' / ')}`);
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(text(resolve(argument, scope), 'Fn::ImportValue')),
  'Fn::GetStackOutput': (argument, scope) => {
    const { StackName, OutputName, Region } = object(resolve(argument, scope), 'Fn::GetStackOutput');
    if (Region !== undefined && Region !== scope.ref('AWS::Region')) {
      throw new TemplateError(`Fn::GetStackOutput reads from region ${JSON.stringify(Region)}; there is only one here`);
    }
    return scope.stackOutput(
      text(StackName ?? null, 'Fn::GetStackOutput'),
      text(OutputName ?? null, 'Fn::GetStackOutput'),
    );
  },
  'Fn::If': (argument, scope) => {
    const [condition, then, otherwise] = list(argument, 'Fn::If', 3);
    return resolveOrRemove(scope.condition(text(condition!, 'Fn::If')) ? then! : otherwise!, scope);
  },
  'Fn::Base64': (argument, scope) => Buffer.from(text(resolve(argument, scope), 'Fn::Base64')).toString('base64'),
  'Fn::GetAZs': () => ['a', 'b', 'c'].map((zone) => `us-east-1${zone}`),
  'Fn::ToJsonString': (argument, scope) => JSON.stringify(resolve(argument, scope)),
  'Fn::Length': (argument, scope) => list(resolve(argument, scope), 'Fn::Length').length,
  'Fn::Equals': decide,
  'Fn::And': decide,
  'Fn::Or': decide,
  'Fn::Not': decide,
};

function callFunction(name: string, argument: TemplateValue, scope: Scope): TemplateValue | typeof NO_VALUE {
  const run = FUNCTIONS[name];
  if (run === undefined) {
    throw new TemplateError(`intrinsic function ${name} is not supported; add it to local/template/intrinsics.ts`);
  }
  return run(argument, scope);
}

function decide(): never {
  throw new TemplateError('Fn::Equals, Fn::And, Fn::Or and Fn::Not belong into the Conditions of a template');
}

/** `A` or `A.Attribute`, as Fn::Sub writes them. */
function reference(name: string, scope: Scope): TemplateValue {
  const dot = name.indexOf('.');
  if (dot >= 0) return scope.attribute(name.slice(0, dot), name.slice(dot + 1));
  const value = scope.ref(name);
  if (value === NO_VALUE) throw new TemplateError('Fn::Sub cannot use AWS::NoValue');
  return value;
}

/** Both forms of GetAtt's argument: `[id, attribute]` and `"id.attribute"`. */
export function attributeReference(argument: TemplateValue): { logicalId: string; attribute: TemplateValue } {
  if (isTemplateList(argument)) {
    const [logicalId, attribute] = list(argument, 'Fn::GetAtt', 2);
    return { logicalId: text(logicalId!, 'Fn::GetAtt'), attribute: attribute! };
  }
  const path = text(argument, 'Fn::GetAtt');
  const dot = path.indexOf('.');
  if (dot < 0) throw new TemplateError(`Fn::GetAtt needs a resource and an attribute, found ${path}`);
  return { logicalId: path.slice(0, dot), attribute: path.slice(dot + 1) };
}

/** CloudFormation writes numbers and booleans as text wherever it needs text. */
export function text(value: TemplateValue, where: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateError(`${where} needs text, found ${JSON.stringify(value)}`);
}

export function list(value: TemplateValue, where: string, length?: number): readonly TemplateValue[] {
  if (isTemplateList(value) && (length === undefined || value.length === length)) return value;
  const needed = length === undefined ? 'a list' : `a list of ${length}`;
  throw new TemplateError(`${where} needs ${needed}, found ${JSON.stringify(value)}`);
}

function object(value: TemplateValue, where: string): TemplateObject {
  if (isTemplateObject(value)) return value;
  throw new TemplateError(`${where} needs an object, found ${JSON.stringify(value)}`);
}
