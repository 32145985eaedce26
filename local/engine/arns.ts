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

export function checkArn(arn: string, kind: 'stateMachine' | 'execution' | 'activity'): void {
  const fields = arn.split(':');
  const valid = fields.length >= 7 && fields[0] === 'arn' && fields[2] === 'states';
  if (valid && (fields[5] === kind || (kind === 'execution' && fields[5] === 'express'))) return;
  const why =
    !arn.startsWith('arn:') || fields.length < 6
      ? 'Invalid ARN prefix'
      : `Resource type not valid in this context: ${fields[5]}`;
  throw new ServiceError('InvalidArn', `Invalid Arn: '${why}: ${arn}'`);
}
