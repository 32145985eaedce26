import type { Duration } from 'aws-cdk-lib';
import { Choice, Condition, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { turnVariables } from '../agent-turns.ts';
import { ENTERED } from '../guarded-model-call/expressions.ts';
import { reviewRounds } from '../review-rounds.ts';
import type { ReviewSteps } from '../review-rounds.ts';

/** JSONata: what a person has to answer, as a review's subject. */
const SUBJECT = `{
  "documentId": $states.context.StateMachine.Name & ": " & $states.context.Execution.Name,
  "type": "question",
  "warnings": [],
  "content": {"answer": {"question": $stepUsed.question, "context": "Goal: " & $substring($goal.goal, 0, 2000) & "\\n\\nStep: " & $stepTaken.step.title, "answer": ""}}
}`.replaceAll(/\n\s*/g, ' ');

/** JSONata: a `PersonsAnswer`. */
const ANSWER = `(
  $review := $questionOutcome.review;
  $review.decision = "timeout" ? {"answered": false, "text": "nobody answered in time"} :
  $review.decision = "reject" ? {"answered": false, "text": "the person declined to answer" & ($review.comment = "" ? "" : ": " & $review.comment)} :
  {"answered": true, "text": $questionOutcome.content.answer.answer}
)`.replaceAll(/\n\s*/g, ' ');
const NO_TIME = '{"answered": false, "text": "there is no time left to ask a person"}';

/** A question that nobody would have time for is not asked. */
const LEAST_MS = 60_000;

export interface AskPersonSteps extends ReviewSteps {
  /** Since the run began; until then a person may answer. */
  readonly questionsEnd: Duration;
}

/**
 *   Is there time to ask? ─┬─ yes ─▶ (rounds of a review) ─▶ Note the answer ─▶ (again)
 *                          └─ no ──▶ Note that there is no time ─────────────────▲
 *
 * Within one step of a plan; the other steps go on meanwhile.
 */
export function askPerson(scope: Construct, steps: AskPersonSteps, again: IChainable): IChainable {
  const { answers, used } = turnVariables('step');
  const note = (sentence: string, answer: string) => {
    const pass = Pass.jsonata(scope, sentence, {
      assign: { [answers]: `{% $merge([$${answers}, {$${used}.toolCallId: ${answer}}]) %}` },
    });
    pass.next(again);
    return pass;
  };
  const budgetEnd = '($goal.budget.seconds != null ? $startedAt + 1000 * $goal.budget.seconds)';
  const until = `$min([$startedAt + ${steps.questionsEnd.toMilliseconds()}, ${budgetEnd}])`;
  const answered = note('Note the answer', ANSWER);
  const review = reviewRounds(
    scope,
    {
      ...steps,
      names: { states: 'Question: ', variables: 'question' },
      until,
      subject: SUBJECT,
      approver: '{"group": "reviewers", "needed": 1}',
    },
    { decided: answered, closed: answered },
  );
  return Choice.jsonata(scope, 'Is there time to ask?')
    .when(Condition.jsonata(`{% ${until} - ${ENTERED} >= ${LEAST_MS} %}`), review)
    .otherwise(note('Note that there is no time', NO_TIME));
}
