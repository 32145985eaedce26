import { Duration } from 'aws-cdk-lib';
import { Map as MapState, Pass, ProvideItems } from 'aws-cdk-lib/aws-stepfunctions';
import type { Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { beforeAll, describe, expect, it } from '@jest/globals';

import type { ReviewOutcome, ReviewRequest } from '../../functions/schemas/review.ts';
import type { Json } from '../../local/query/json.ts';
import { reviewRounds, reviewVariables } from '../../statemachines/review-rounds.ts';
import type { ReviewRoundsProps } from '../../statemachines/review-rounds.ts';
import { builtDefinition } from '../support/built-definition.ts';
import { TestEngine } from '../support/run-machine.ts';

const ROUNDS: ReviewRoundsProps['rounds'] = [
  { after: Duration.hours(1), what: 'remind' },
  { after: Duration.hours(3), what: 'escalate' },
  { after: Duration.hours(4), what: 'close' },
];

/** A review for each item of a list, all at once, in a machine that has variables of the same names outside. */
function askingForEach(stack: Stack, fn: (name: string) => IFunction, rounds = ROUNDS) {
  const v = reviewVariables('ask');
  const end = (sentence: string) => Pass.jsonata(stack, sentence, { outputs: `{% $${v.outcome}.review.decision %}` });
  const review = reviewRounds(
    stack,
    {
      requestReview: fn('request-review'),
      remindReviewer: fn('remind-reviewer'),
      closeReview: fn('close-review'),
      rounds,
      names: { states: 'Ask: ', variables: 'ask' },
      subject: '{"documentId": "test", "type": "question", "content": {"answer": $question}, "warnings": []}',
      approver: '{"group": "reviewers", "needed": 1}',
    },
    { decided: end('Answered'), closed: end('Not answered') },
  );
  const take = Pass.jsonata(stack, 'Take question', { assign: { question: '{% $states.input %}' } });
  const each = MapState.jsonata(stack, 'Ask each', { items: ProvideItems.jsonata('{% $states.input %}') });
  each.itemProcessor(take.next(review));
  const outside = { reviewId: 'outer', openedAt: 0, rounds: [], turn: 7, outcome: 'outer' };
  return Pass.jsonata(stack, 'Begin', { assign: outside }).next(each);
}

describe('the rounds of a review within a Map', () => {
  let definition: object;
  beforeAll(() => {
    definition = builtDefinition((stack, fn) => askingForEach(stack, fn));
  }, 120_000);

  it('waits for each review with rounds and tokens of its own', async () => {
    const requests: ReviewRequest[] = [];
    const hours: Record<string, number[]> = {};
    const outcome = (decision: ReviewOutcome['review']['decision']) =>
      ({ review: { decision, reviewer: '', comment: '', decidedAt: '', approvals: [] } }) satisfies ReviewOutcome;
    const note = (name: string) => void (hours[name] ??= []).push((engine.clock.now() - started) / 3_600_000);
    const engine: TestEngine = new TestEngine({
      'request-review': (event) => {
        const request = event as unknown as ReviewRequest;
        requests.push(request);
        const question = (request.subject.content as unknown as { answer: string }).answer;
        const isLater = request.at > request.openedAt;
        if (question === 'easy' || (question === 'hard' && isLater))
          engine.taskTokens.succeed(request.taskToken, JSON.stringify(outcome('edit')));
        return null;
      },
      'remind-reviewer': (event) => {
        note((event as { kind: string }).kind);
        return null;
      },
      'close-review': () => {
        note('close');
        return outcome('timeout') as unknown as Json;
      },
    });
    const started = engine.clock.now();
    const { status, output, visited } = await engine.run(definition, ['easy', 'hard', 'hopeless']);
    expect([status, output]).toEqual(['SUCCEEDED', ['edit', 'edit', 'timeout']]);
    expect(hours).toEqual({ remind: [1, 1], escalate: [3], close: [4] });
    expect(new Set(requests.map(({ reviewId }) => reviewId)).size).toBe(3);
    expect(new Set(requests.map(({ taskToken }) => taskToken)).size).toBe(requests.length);
    expect(requests.map(({ dueAt, openedAt }) => dueAt - openedAt)).toEqual(requests.map(() => 4 * 3_600_000));
    expect(requests[0]).toMatchObject({ subject: { type: 'question' }, approver: { group: 'reviewers', needed: 1 } });
    expect(visited).toContain('Ask: What is due?');
  });

  it('need an end', () => {
    const endless = ROUNDS.slice(0, 2);
    expect(() => builtDefinition((stack, fn) => askingForEach(stack, fn, endless))).toThrow(
      'the rounds of a review must end with one that closes it',
    );
  });
});
