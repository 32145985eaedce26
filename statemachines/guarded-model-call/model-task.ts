import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { CacheProps } from './cached-answer.ts';
import { NOW, object, REDRIVES, spentWith, templates } from './expressions.ts';
import type { Parts, Variables } from './expressions.ts';

export interface ModelTaskProps {
  /** A step that asks a model: takes a `ModelStepEvent`, answers with a `ModelStepAnswer`. */
  readonly callModel: IFunction;
  /** JSONata: what the step asks about. */
  readonly request: string;
  /** JSONata: which rule chose the chain; a fact for the metrics. Absent for a call that no route led to. */
  readonly strategy?: string;
  /** The variable with `{inputTokens, outputTokens, costUsd}`, to which every call is added, also those that gave no answer. */
  readonly spent: string;
  /** After it no further model is tried, and no call goes on. */
  readonly deadline: Duration;
  /** For one run of the function. */
  readonly callTimeout: Duration;
  /** Answers from before, for when no model gives one. */
  readonly cache?: CacheProps;
  /** Where a machine has several guarded calls. Variables of an inner scope must differ too. */
  readonly names?: { readonly states: string; readonly variables: string; readonly call: string };
}

/** The one task that calls a model; its output is the answer. */
export function callState(scope: Construct, { v, current, name }: Parts, props: ModelTaskProps): LambdaInvoke {
  const spent = spentWith(props.spent, '$states.result.Payload');
  const { inputTokens = '', outputTokens = '', costUsd = '' } = spent;
  const answer = object({
    model: '$states.result.Payload.model',
    attempts: `$append($${v.attempts}, [{"modelId": ${current}.modelId, "outcome": $states.result.Payload.outcome, "latencyMs": ${NOW} - $${v.linkStarted}}])`,
    servedFrom: `$${v.servedFrom}`,
    usage: object({ inputTokens, outputTokens }),
    costUsd,
  });
  return LambdaInvoke.jsonata(scope, props.names?.call ?? name('Call model'), {
    lambdaFunction: props.callModel,
    payload: TaskInput.fromObject({
      request: `{% ${props.request} %}`,
      tier: `{% ${current}.tier %}`,
      modelId: `{% ${current}.modelId %}`,
      maxTokens: `{% $${v.tokens} %}`,
      workflow: '{% $states.context.StateMachine.Name %}',
      execution: '{% $states.context.Execution.Name %}',
      ...(props.strategy === undefined ? {} : { strategy: `{% ${props.strategy} %}` }),
      ...(props.cache === undefined ? {} : { answerKey: `{% ${props.cache.key} %}` }),
      admission: `{% ${admissionOf({ v, current, name }, props, attemptId(v), RETRIES)} %}`,
    }),
    taskTimeout: Timeout.jsonata(`{% ${timeoutOf(v, props)} %}`),
    retryOnServiceExceptions: false,
    assign: { [props.spent]: templates(spent) },
    outputs: `{% $merge([$states.result.Payload.content, ${answer}]) %}`,
  });
}

/** JSONata: when the whole chain has to be over, in milliseconds since the epoch. */
export function deadlineOf(v: Variables, { deadline }: Pick<ModelTaskProps, 'deadline'>): string {
  return `(${startedOf(v, NOW)} + ${deadline.toMilliseconds()})`;
}

/** JSONata: when the chain began, or `now` where the execution has been redriven since, perhaps days later. */
export function startedOf(v: Variables, now: string): string {
  return `(${REDRIVES} > $${v.redrives} ? ${now} : $${v.started})`;
}

/** JSONata, seconds: a task that starts late in the chain gets only the time that is left; 1 s is the least that ASL allows. */
function timeoutOf(v: Variables, props: ModelTaskProps): string {
  const left = `$ceil((${deadlineOf(v, props)} - ${NOW}) / 1000)`;
  return `$min([${props.callTimeout.toSeconds()}, $max([1, ${left}])])`;
}

/** JSONata: retries of the state before this run of its task. */
export const RETRIES = '$states.context.State.RetryCount';

/** JSONata: an `Admission`, with what the breaker's states have left of it. */
export function admissionOf({ v, current }: Parts, props: ModelTaskProps, attempt: string, retries: string): string {
  const rest = object({
    breaker: `${current}.breaker`,
    attempt,
    retries,
    // A redriven task is not entered again, and what the states have read may be days old.
    redriven: `${REDRIVES} > $${v.redrives}`,
    // Nobody can have answered before: the first run of the first link.
    first: `$count($${v.attempts}) = 0 and $not($${v.halved}) and ${retries} + ${REDRIVES} = 0`,
    at: NOW,
    deadline: deadlineOf(v, props),
    until: `${NOW} + 1000 * ${timeoutOf(v, props)}`,
  });
  return `$merge([$${v.admission}, ${rest}])`;
}

/** JSONata: names one run of the task, the same for whoever reports it; another after each retry, link, halving and redrive. */
export function attemptId(v: Variables): string {
  const parts = [`$${v.call}`, `$count($${v.attempts})`, `($${v.halved} ? "halved" : "full")`, REDRIVES, RETRIES];
  return `$join([${parts.map((part) => `$string(${part})`).join(', ')}], "/")`;
}
