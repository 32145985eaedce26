import type { Duration } from 'aws-cdk-lib';
import { Choice, Condition, IntegrationPattern, Pass, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { ENTERED, NOW } from './guarded-model-call/expressions.ts';
import { addLambdaRetries } from './guarded-model-call/model-errors.ts';
import { step } from './step.ts';
import { addStubbornRetries } from './stubborn-retries.ts';

/** What all reviews of a workflow share. */
export interface ReviewSteps {
  readonly requestReview: IFunction;
  readonly remindReviewer: IFunction;
  readonly closeReview: IFunction;
  /** What happens while a review waits, since its beginning, in order; the last one closes it. */
  readonly rounds: readonly { readonly after: Duration; readonly what: 'remind' | 'escalate' | 'close' }[];
}

export interface ReviewRoundsProps extends ReviewSteps {
  /** What the names of its states and variables begin with; both are empty where a machine has one review outside of any Map. */
  readonly names: { readonly states: string; readonly variables: string };
  /** JSONata: milliseconds since the epoch at which the review is over in any case; absent where only its rounds end it. */
  readonly until?: string;
  /** JSONata: the `ReviewSubject`. */
  readonly subject: string;
  /** JSONata: the `Approver`. */
  readonly approver: string;
}

/** Where a review goes on; all find its `ReviewOutcome` in its variable, see `reviewVariables`. */
export interface AfterReview {
  readonly decided: IChainable;
  readonly closed: IChainable;
}

/** The names of a review's variables, e.g. `askOutcome` of those that begin with `ask`. */
export function reviewVariables(prefix: string) {
  const named = (name: string) => (prefix === '' ? name : `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`);
  return {
    reviewId: named('reviewId'),
    openedAt: named('openedAt'),
    rounds: named('rounds'),
    turn: named('turn'),
    outcome: named('outcome'),
  } as const;
}

/**
 *   Open review ─▶ Ask for review ─▶ (decided)
 *                       ▲      │nobody decided in this round
 *                       │      ▼
 *   Remind reviewer, Escalate review ◀─ What is due? ─▶ Close review ─▶ (closed)
 *
 * Each round waits with a task token of its own, so that a reminder is a state that everyone sees; the review keeps its id. What
 * was decided while no token waited is delivered by the next round, or by closing. A round whose time is over when it begins, which
 * only a redrive can bring about, lasts as long as it would have.
 */
export function reviewRounds(scope: Construct, props: ReviewRoundsProps, after: AfterReview): Pass {
  const v = reviewVariables(props.names.variables);
  const name = (sentence: string) => `${props.names.states}${sentence}`;
  const rounds = props.rounds.map(({ after: time, what }, round) => {
    const afterMs = time.toMilliseconds();
    return { afterMs, lastsMs: afterMs - (props.rounds[round - 1]?.after.toMilliseconds() ?? 0), what };
  });
  const last = rounds.at(-1);
  if (last?.what !== 'close') throw new Error('the rounds of a review must end with one that closes it');
  const { until } = props;
  const dueAfter = until === undefined ? String(last.afterMs) : `$${v.rounds}[-1].afterMs`;
  const ask = askForReview(scope, props, `$${v.openedAt} + ${dueAfter}`);

  const close = step(scope, name('Close review'), props.closeReview, {
    payload: { reviewId: `{% $${v.reviewId} %}`, at: `{% ${ENTERED} %}` },
    assign: { [v.outcome]: '{% $states.result.Payload %}' },
  });
  close.next(after.closed);

  const nextTurn = { [v.turn]: `{% $${v.turn} + 1 %}` };
  const remind = (sentence: string, kind: 'remind' | 'escalate') => {
    const task = step(scope, name(sentence), props.remindReviewer, {
      payload: { reviewId: `{% $${v.reviewId} %}`, kind, at: `{% ${ENTERED} %}` },
      assign: nextTurn,
    });
    // A reminder that cannot be sent must not cost the review.
    task.addCatch(ask, { errors: ['States.ALL'], assign: nextTurn });
    return task.next(ask);
  };
  const isDue = (what: 'remind' | 'escalate') => Condition.jsonata(`{% $${v.rounds}[$${v.turn}].what = "${what}" %}`);
  const due = Choice.jsonata(scope, name('What is due?'))
    .when(isDue('remind'), remind('Remind reviewer', 'remind'))
    .when(isDue('escalate'), remind('Escalate review', 'escalate'))
    .otherwise(close);
  ask.addCatch(due, { errors: ['States.Timeout'] });
  ask.next(after.decided);

  const begin = Pass.jsonata(scope, name('Open review'), {
    assign: {
      // Nobody can guess it: it is all that a notification tells of the review.
      [v.reviewId]: '{% $uuid() %}',
      [v.openedAt]: `{% ${ENTERED} %}`,
      [v.rounds]: until === undefined ? rounds : `{% ${roundsUntil(until, rounds, last)} %}`,
      [v.turn]: 0,
    },
  });
  begin.next(ask);
  return begin;
}

interface RoundMs {
  readonly afterMs: number;
  readonly lastsMs: number;
  readonly what: string;
}

/** JSONata: the rounds that end before that time, and the closing one no later than then. */
function roundsUntil(until: string, rounds: readonly RoundMs[], last: RoundMs): string {
  const kept = `$filter(${JSON.stringify(rounds)}, function($one) { $one.afterMs < $left and $one.what != "close" })`;
  const closing = `{"afterMs": $min([$left, ${last.afterMs}]), "lastsMs": ${last.lastsMs}, "what": "close"}`;
  return `($left := ${until} - ${ENTERED}; [${kept}, ${closing}])`;
}

function askForReview(
  scope: Construct,
  { requestReview, names, subject, approver }: ReviewRoundsProps,
  dueAt: string,
): LambdaInvoke {
  const v = reviewVariables(names.variables);
  const current = `$${v.rounds}[$${v.turn}]`;
  const ask = LambdaInvoke.jsonata(scope, `${names.states}Ask for review`, {
    lambdaFunction: requestReview,
    integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    payload: TaskInput.fromObject({
      taskToken: '{% $states.context.Task.Token %}',
      reviewId: `{% $${v.reviewId} %}`,
      execution: '{% $states.context.Execution.Id %}',
      subject: `{% ${subject} %}`,
      approver: `{% ${approver} %}`,
      at: `{% ${ENTERED} %}`,
      openedAt: `{% $${v.openedAt} %}`,
      dueAt: `{% ${dueAt} %}`,
    }),
    taskTimeout: Timeout.jsonata(
      `{% ($left := $${v.openedAt} + ${current}.afterMs - ${NOW}; $ceil(($left > 0 ? $left : ${current}.lastsMs) / 1000)) %}`,
    ),
    retryOnServiceExceptions: false,
    assign: { [v.outcome]: '{% $states.result %}' },
  });
  addLambdaRetries(ask);
  addStubbornRetries(ask);
  return ask;
}
