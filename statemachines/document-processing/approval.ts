import type { Duration } from 'aws-cdk-lib';
import { Choice, Condition, IntegrationPattern, Pass, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable, TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { Approver } from '../../functions/schemas/review.ts';
import { ENTERED, NOW } from '../guarded-model-call/expressions.ts';
import { addLambdaRetries } from '../guarded-model-call/model-errors.ts';
import { addStubbornRetries } from './stubborn-retries.ts';
import { step } from './step.ts';

/** Who approves up to which amount, in US dollars, smallest first; the last, without a bound, takes the rest. */
export type Approvers = readonly (Approver & { readonly upTo?: number })[];

export interface ApprovalProps {
  readonly checkCompleteness: IFunction;
  readonly requestReview: IFunction;
  readonly remindReviewer: IFunction;
  readonly closeReview: IFunction;
  readonly approvers: Approvers;
  /** What happens while a review waits, since its beginning, in order; the last one closes it. */
  readonly rounds: readonly { readonly after: Duration; readonly what: 'remind' | 'escalate' | 'close' }[];
}

/** Where a review goes on; all find `outcome`, a `ReviewOutcome`, in its variable. */
export interface AfterReview {
  readonly decided: IChainable;
  readonly closed: IChainable;
}

/**
 *   (start) ─▶ Check completeness ─▶ Who approves? ─▶ Open review ─▶ Ask for review ─▶ (decided)
 *   (problematic) ─▶ Hand to a person ────────────────────▲            ▲      │nobody decided in this round
 *                                                                      │      ▼
 *                                              Remind reviewer, Escalate review ◀─ What is due? ─▶ Close review ─▶ (closed)
 *
 * Each round waits with a task token of its own, so that a reminder is a state that everyone sees; the review keeps its id. What
 * was decided while no token waited is delivered by the next round, or by closing. A round whose time is over when it begins, which
 * only a redrive can bring about, lasts as long as it would have.
 */
export function approval(
  scope: Construct,
  steps: ApprovalProps,
  after: AfterReview,
): { readonly start: TaskStateBase; readonly problematic: IChainable; readonly whoApproves: IChainable } {
  const rounds = steps.rounds.map(({ after: time, what }, round) => {
    const afterMs = time.toMilliseconds();
    return { afterMs, lastsMs: afterMs - (steps.rounds[round - 1]?.after.toMilliseconds() ?? 0), what };
  });
  const dueAt = `$openedAt + ${rounds.at(-1)?.afterMs ?? 0}`;
  const ask = askForReview(scope, steps, dueAt);

  const close = step(scope, 'Close review', steps.closeReview, {
    payload: { reviewId: '{% $reviewId %}', at: `{% ${ENTERED} %}` },
    assign: { outcome: '{% $states.result.Payload %}' },
  });
  close.next(after.closed);

  const remind = (sentence: string, kind: 'remind' | 'escalate') => {
    const task = step(scope, sentence, steps.remindReviewer, {
      payload: { reviewId: '{% $reviewId %}', kind, at: `{% ${ENTERED} %}` },
      assign: { turn: '{% $turn + 1 %}' },
    });
    // A reminder that cannot be sent must not cost the review.
    task.addCatch(ask, { errors: ['States.ALL'], assign: { turn: '{% $turn + 1 %}' } });
    return task.next(ask);
  };
  const due = Choice.jsonata(scope, 'What is due?')
    .when(Condition.jsonata('{% $rounds[$turn].what = "remind" %}'), remind('Remind reviewer', 'remind'))
    .when(Condition.jsonata('{% $rounds[$turn].what = "escalate" %}'), remind('Escalate review', 'escalate'))
    .otherwise(close);
  ask.addCatch(due, { errors: ['States.Timeout'] });
  ask.next(after.decided);

  const begin = Pass.jsonata(scope, 'Open review', {
    assign: {
      // Nobody can guess it: it is all that a notification tells of the review.
      reviewId: '{% $uuid() %}',
      openedAt: `{% ${ENTERED} %}`,
      rounds,
      turn: 0,
    },
  });
  begin.next(ask);

  const [first] = steps.approvers;
  if (first === undefined) throw new Error('document-processing needs at least one approver');
  // Nothing can be approved, so anyone may take note of it.
  const problematic = Pass.jsonata(scope, 'Hand to a person', {
    assign: { approver: { group: first.group, needed: 1 } },
  });
  problematic.next(begin);
  const check = step(scope, 'Check completeness', steps.checkCompleteness, {
    payload: completenessPayload('$content'),
    assign: { completeness: '{% $states.result.Payload %}' },
  });
  const who = whoApproves(scope, steps, begin);
  check.next(who);
  return { start: check, problematic, whoApproves: who };
}

/** What `check-completeness` reads, with this content. */
export function completenessPayload(content: string): Record<string, string> {
  return {
    type: '{% $documentType %}',
    content: `{% ${content} %}`,
    gaps: '{% $gaps %}',
    validation: '{% $validation %}',
    deal: '{% $deal %}',
    parts: '{% $document.parts %}',
  };
}

function askForReview(scope: Construct, { requestReview }: ApprovalProps, dueAt: string): LambdaInvoke {
  // Null stands for what a document does not have; the request leaves it out.
  const subject = `$merge([
    {"documentId": $document.documentId, "type": $documentType, "document": {"source": $document.source, "format": $document.format}, "warnings": $warnings},
    $content = null ? {} : {"content": $content, "completeness": $completeness},
    $validation = null ? {} : {"validation": $validation},
    $problem = null ? {} : {"problem": $problem}
  ])`.replaceAll(/\n\s*/g, ' ');
  const ask = LambdaInvoke.jsonata(scope, 'Ask for review', {
    lambdaFunction: requestReview,
    integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    payload: TaskInput.fromObject({
      taskToken: '{% $states.context.Task.Token %}',
      reviewId: '{% $reviewId %}',
      execution: '{% $states.context.Execution.Id %}',
      subject: `{% ${subject} %}`,
      approver: '{% $approver %}',
      at: `{% ${ENTERED} %}`,
      openedAt: '{% $openedAt %}',
      dueAt: `{% ${dueAt} %}`,
    }),
    taskTimeout: Timeout.jsonata(
      `{% ($left := $openedAt + $rounds[$turn].afterMs - ${NOW}; $ceil(($left > 0 ? $left : $rounds[$turn].lastsMs) / 1000)) %}`,
    ),
    retryOnServiceExceptions: false,
    assign: { outcome: '{% $states.result %}' },
  });
  addLambdaRetries(ask);
  addStubbornRetries(ask);
  return ask;
}

/** JSONata: whether nobody above this amount is needed. Whoever writes instructions into a document may have chosen its amount too. */
export function isSmall(upTo: number): string {
  return `($count($warnings) = 0 and $completeness.amount != null and $completeness.amount <= ${upTo})`;
}

function whoApproves(scope: Construct, { approvers }: ApprovalProps, next: IChainable): Choice {
  const last = approvers.at(-1);
  const choice = Choice.jsonata(scope, 'Who approves?', {
    assign: { approver: { group: last?.group, needed: last?.needed } },
  });
  for (const { upTo, group, needed } of approvers) {
    if (upTo === undefined) continue;
    choice.when(Condition.jsonata(`{% ${isSmall(upTo)} %}`), next, { assign: { approver: { group, needed } } });
  }
  return choice.otherwise(next);
}
