import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { TaskInput } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { addLambdaRetries } from '../guarded-model-call/model-errors.ts';
import { addStubbornRetries } from './stubborn-retries.ts';

/** A step that asks no model: one function, which gives the same answer each time, so whatever it met it is tried again. */
export function step(
  scope: Construct,
  name: string,
  lambdaFunction: IFunction,
  {
    payload,
    assign,
    outputs,
  }: {
    readonly payload: Readonly<Record<string, unknown>>;
    readonly assign?: Record<string, unknown>;
    readonly outputs?: string;
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
  addStubbornRetries(task);
  return task;
}
