import { MAX_NAME_LENGTH } from './limits.ts';
import { ServiceError } from './errors.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html#API_StartExecution_RequestSyntax */
const FORBIDDEN_IN_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

export interface ArnScope {
  readonly region: string;
  readonly account: string;
}

export function stateMachineArn(scope: ArnScope, name: string): string {
  return `arn:aws:states:${scope.region}:${scope.account}:stateMachine:${name}`;
}

export function activityArn(scope: ArnScope, name: string): string {
  return `arn:aws:states:${scope.region}:${scope.account}:activity:${name}`;
}

/** Express executions have their own kind and a start id, since their names need not be unique. */
export function executionArn(
  scope: ArnScope,
  machine: string,
  name: string,
  express?: { readonly startId: string },
): string {
  return express
    ? `arn:aws:states:${scope.region}:${scope.account}:express:${machine}:${name}:${express.startId}`
    : `arn:aws:states:${scope.region}:${scope.account}:execution:${machine}:${name}`;
}

/** The words AWS uses for a bad name, as InvalidName. */
export function checkName(name: string): void {
  if (name.length >= 1 && name.length <= MAX_NAME_LENGTH && !FORBIDDEN_IN_NAME.test(name)) return;
  throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
}

export type ArnKind = 'stateMachine' | 'execution' | 'express' | 'activity' | 'mapRun';

/** Refuses, with AWS's words, what is no ARN of Step Functions or one of another kind. */
export function checkArn(arn: string, ...kinds: readonly ArnKind[]): void {
  const fields = arn.split(':');
  if (fields[0] !== 'arn' || fields.length < 7 || fields[2] !== 'states')
    throw invalidArn(`Invalid ARN prefix: ${arn}`);
  if (!kinds.some((kind) => kind === fields[5])) {
    throw invalidArn(`Resource type not valid in this context: ${fields[5] ?? ''}`);
  }
}

export function invalidArn(why: string): ServiceError {
  return new ServiceError('InvalidArn', `Invalid Arn: '${why}'`);
}

/** What the ARN of a state machine, of its version or of its alias consists of. */
export function machineArnParts(arn: string): { readonly stateMachineArn: string; readonly qualifier?: string } {
  const fields = arn.split(':');
  const qualifier = fields[7];
  return { stateMachineArn: fields.slice(0, 7).join(':'), ...(qualifier !== undefined && { qualifier }) };
}

/** `…:stateMachine:name` also of a distributed Map's children, whose machine is called `name/label`. */
export function machineOf(stateMachineArn: string): string {
  return stateMachineArn.split('/')[0] ?? stateMachineArn;
}

/** Versions are numbers; the name of an alias has at least one other character. */
export function isVersionNumber(qualifier: string | undefined): boolean {
  return qualifier !== undefined && /^\d+$/.test(qualifier);
}
