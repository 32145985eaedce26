import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { CRASH_ERRORS, TIMEOUT_ERRORS } from '../functions/model-gateway/errors.ts';
import { addLambdaRetries } from './guarded-model-call/model-errors.ts';
import { addStubbornRetries } from './stubborn-retries.ts';

/** A function that was killed, for its memory or its time. */
export const DIED: readonly string[] = [...CRASH_ERRORS, ...TIMEOUT_ERRORS];

/** A step that asks no model: one function, which gives the same answer each time, so whatever it met it is tried again. */
export function step(
  scope: Construct,
  name: string,
  lambdaFunction: IFunction,
  {
    payload,
    assign,
    outputs,
    endures = true,
  }: {
    readonly payload: Readonly<Record<string, unknown>>;
    readonly assign?: Record<string, unknown>;
    readonly outputs?: string;
    /** Whether it is tried again when its function died or ran out of time; a document that is too much for it will be again. */
    readonly endures?: boolean;
  },
): LambdaInvoke {
  const task = LambdaInvoke.jsonata(scope, name, {
    lambdaFunction,
    payload: TaskInput.fromObject({ ...payload }),
    retryOnServiceExceptions: false,
    assign,
    outputs,
  });
  addLambdaRetries(task);
  addStubbornRetries(task, endures ? [] : DIED);
  return task;
}
