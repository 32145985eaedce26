import { Pass } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { turnVariables } from '../agent-turns.ts';
import { reviewRounds } from '../review-rounds.ts';
import type { ReviewSteps } from '../review-rounds.ts';

/** JSONata: what a person has to answer, as a review's subject. */
const SUBJECT = `{
  "documentId": $states.context.StateMachine.Name & ": " & $states.context.Execution.Name,
  "type": "question",
  "warnings": [],
  "content": {"answer": {"question": $stepUsed.question, "context": "Goal: " & $substring($goal.goal, 0, 2000) & "\\n\\nStep: " & $stepTaken.step.title, "answer": ""}}
}`.replaceAll(/\n\s*/g, ' ');

/** JSONata: what an agent is told that asked. */
const ANSWER = `(
  $review := $questionOutcome.review;
  $review.decision = "timeout" ? "Nobody answered in time." :
  $review.decision = "reject" ? "The person declined to answer" & ($review.comment = "" ? "." : ": " & $review.comment) :
  $questionOutcome.content.answer.answer
)`.replaceAll(/\n\s*/g, ' ');

/**
 *   Ask a person (rounds of a review) ─▶ Note the answer ─▶ (again)
 *
 * Within one step of a plan; the other steps go on meanwhile.
 */
export function askPerson(scope: Construct, steps: ReviewSteps, again: IChainable): IChainable {
  const { answers, used } = turnVariables('step');
  const note = Pass.jsonata(scope, 'Note the answer', {
    assign: { [answers]: `{% $merge([$${answers}, {$${used}.toolCallId: ${ANSWER}}]) %}` },
  });
  note.next(again);
  return reviewRounds(
    scope,
    {
      ...steps,
      names: { states: 'Question: ', variables: 'question' },
      subject: SUBJECT,
      approver: '{"group": "reviewers", "needed": 1}',
    },
    { decided: note, closed: note },
  );
}
