import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, it } from '@jest/globals';

import { executionLines } from '../../scripts/execution-lines.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:signalbox-';

/** A task's events; what it answered is there when it succeeded. */
function task(step: string, payload: object, answer?: object): readonly Partial<HistoryEvent>[] {
  const parameters = JSON.stringify({ FunctionName: `${ARN}${step}`, Payload: payload });
  const output = JSON.stringify({ Payload: answer, StatusCode: 200 });
  return [
    { type: 'TaskStateEntered', stateEnteredEventDetails: { name: `State of ${step}` } },
    {
      type: 'TaskScheduled',
      taskScheduledEventDetails: { resourceType: 'lambda', resource: 'invoke', parameters } as never,
    },
    { type: 'TaskStarted' },
    ...(answer === undefined
      ? []
      : ([
          { type: 'TaskSucceeded', taskSucceededEventDetails: { output } as never },
          { type: 'TaskStateExited' },
        ] as const)),
  ];
}

/** Lines of one scope, whose events follow each other. */
function lines(events: readonly Partial<HistoryEvent>[], workflow = 'agent-loop'): readonly string[] {
  const lineOf = executionLines(workflow);
  return events.flatMap((event, index) => {
    return lineOf({ timestamp: undefined, ...event, id: index + 1, previousEventId: index } as HistoryEvent) ?? [];
  });
}

const FRESH = { answer: [] };
const REF = { answerRef: { bucket: 'claims', key: 'answers/1' } };
const turn = (about: object, tier = 'sonnet', conversation: object = FRESH) => ({
  request: { task: about, conversation },
  tier,
});
const answered = (answer: object) => ({ outcome: 'answered', content: { answer } });
const STEP = { role: 'step', step: { id: 'find-prices' }, problem: null };

describe('an agent loop', () => {
  it('is told as what its agents do', () => {
    const plan = {
      steps: [
        { id: 'find-prices', dependsOn: [] },
        { id: 'write', dependsOn: ['find-prices'] },
      ],
    };
    const calls = [
      { name: 'search-documents', input: { query: 'prices' } },
      { name: 'calculate', input: { expression: '1 + 1' } },
    ];
    const verdict = { meetsCriteria: false, score: 0.5, feedback: 'No\n  sources.' };
    expect(
      lines([
        ...task('plan-steps', {}, answered(plan)),
        ...task('check-plan', {}, { plan, problems: ['step “a” depends on itself'] }),
        ...task('take-turn', turn(STEP, 'haiku'), { outcome: 'tools', content: { answer: { toolCalls: calls } } }),
        ...task('use-tools', {}, { kind: 'used' }),
        ...task('take-turn', turn(STEP, 'haiku', { answer: [{}, {}] }), answered({ output: 'Voss', sources: [] })),
        ...task('request-review', { subject: { content: { answer: { question: 'Which year?' } } } }),
        ...task('finish-step', { result: { id: 'find-prices', status: 'done' } }, {}),
        ...task('finish-step', { result: { id: 'write', status: 'failed', error: { message: 'no end' } } }, {}),
        ...task('validate-results', {}, answered(verdict)),
        ...task('refine-plan', {}, answered({ steps: [{ id: 'write' }] })),
        ...task('take-turn', turn({ ...STEP, problem: 'No sources.' }), undefined),
        ...task('format-result', {}, {}),
      ]),
    ).toEqual([
      'Plan: find-prices, write (after find-prices)',
      'Plan is faulty: step “a” depends on itself',
      '  ▸ find-prices (haiku)',
      '    find-prices: search-documents "prices" · calculate "1 + 1"',
      '  ? asks a person: Which year?',
      '  ✓ find-prices',
      '  ✗ write: no end',
      'Validate: not good enough, score 0.5: No sources.',
      'Refine: write',
      '  ▸ find-prices again (sonnet)',
      'Format result',
    ]);
  });

  it('says less of what travels by reference', () => {
    expect(
      lines([
        ...task('plan-steps', {}, { outcome: 'answered', content: REF }),
        ...task('take-turn', turn(STEP), { outcome: 'tools', content: REF }),
        ...task('take-turn', turn(STEP, 'haiku', REF), { outcome: 'answered', content: REF }),
        ...task('validate-results', {}, { outcome: 'answered', content: REF }),
        ...task('refine-plan', {}, { outcome: 'answered', content: REF }),
        ...task('request-review', { subject: { content: REF } }),
        ...task('finish-step', { result: { id: 'find-prices', status: 'done', content: REF } }, {}),
      ]),
    ).toEqual([
      '  ▸ find-prices (sonnet)',
      '    find-prices: asks for tools',
      '  ? asks a person: a long question',
      '  ✓ find-prices',
    ]);
  });

  it('has failures with the first words of their causes', () => {
    const cause = JSON.stringify({ errorType: 'X', errorMessage: 'the table is gone' });
    expect(
      lines([
        ...task('lay-out-steps', {}),
        { type: 'TaskFailed', taskFailedEventDetails: { error: 'Gone', cause } as never },
        ...task('take-turn', turn(STEP)),
        { type: 'TaskTimedOut' },
        { type: 'ExecutionFailed', executionFailedEventDetails: { error: undefined, cause: 'x'.repeat(500) } },
      ]),
    ).toEqual([
      '✗ Gone: the table is gone',
      '  ▸ find-prices (sonnet)',
      '✗ timed out',
      `✗ failed without a name: ${'x'.repeat(159)}…`,
    ]);
  });

  it('names the execution in which it goes on', () => {
    const output = JSON.stringify({ ExecutionArn: 'arn:aws:states:us-east-1:000000000000:execution:agent-loop:a-2-0' });
    const submitted = { resourceType: 'states', resource: 'startExecution.sync:2', output };
    expect(lines([{ type: 'TaskSubmitted', taskSubmittedEventDetails: submitted }])).toEqual([
      'Goes on in arn:aws:states:us-east-1:000000000000:execution:agent-loop:a-2-0',
    ]);
  });

  it('keeps each call apart where several go on at once', () => {
    const lineOf = executionLines('team-agent-loop');
    const [, scheduled] = task('take-turn', turn(STEP));
    const [, other, , succeeded] = task('take-turn', turn({ ...STEP, step: { id: 'b' } }), {
      outcome: 'tools',
      content: { answer: { toolCalls: [{ name: 'calculate', input: 1 }] } },
    });
    const told = [
      { ...scheduled, id: 10, previousEventId: 5 },
      { ...other, id: 11, previousEventId: 6 },
      { ...succeeded, id: 12, previousEventId: 11 },
      { ...succeeded, id: 13, previousEventId: 10 },
    ].map((event) => lineOf(event as HistoryEvent));
    expect(told).toEqual([
      '  ▸ find-prices (sonnet)',
      '  ▸ b (sonnet)',
      '    b: calculate 1',
      '    find-prices: calculate 1',
    ]);
  });
});

describe('a report', () => {
  const agent = (role: string, content: object) =>
    task('take-turn', turn({ role }, 'opus', { answer: [{}] }), { outcome: 'answered', content });

  it('is told as what its agents come to', () => {
    const analyst = { role: 'analyst', question: { question: 'How late?' } };
    expect(
      lines(
        [
          ...task('take-turn', turn({ role: 'gatherer' }), answered({ questions: [{}] })),
          ...task('take-turn', turn(analyst), answered({ findings: [{}, {}] })),
          ...agent('writer', { answer: { sections: [] } }),
          ...agent('reviewer', { answer: { approved: false, issues: [{}] } }),
          ...agent('writer', REF),
          ...agent('reviewer', { answer: { approved: true, issues: [] } }),
          ...task('take-turn', turn({ role: 'gatherer' }, 'opus', REF), { outcome: 'declined', content: REF }),
          ...task('format-report', {}, {}),
        ],
        'research-report',
      ),
    ).toEqual([
      '  ▸ gatherer (sonnet)',
      '  ✓ gatherer: 1 question',
      '  ▸ analyst: How late? (sonnet)',
      '  ✓ analyst: How late?: 2 findings',
      '  ✓ writer: 0 sections',
      '  ✓ reviewer: 1 issue',
      '  ✓ writer',
      '  ✓ reviewer: approved',
      'Format report',
    ]);
  });
});

describe('what models wrote', () => {
  // Clears the screen, goes up a line, sets the title, turns the direction of writing, begins a line.
  const EVIL = 'a\u001b[2Jb\u009b1Ac\u001b]0;x\u0007d\u202ee\u2066f\u2028g\r\nh\u0000';

  it('never steers the terminal', () => {
    const step = { role: 'step', step: { id: EVIL } };
    const calls = [{ name: EVIL, input: { [EVIL]: EVIL } }];
    const events = [
      ...task('plan-steps', {}, answered({ steps: [{ id: EVIL, dependsOn: [EVIL] }] })),
      ...task('check-plan', {}, { problems: [EVIL] }),
      ...task('take-turn', turn(step, EVIL), { outcome: 'tools', content: { answer: { toolCalls: calls } } }),
      ...task('take-turn', turn({ role: 'analyst', question: { question: EVIL } })),
      ...task('take-turn', turn({ role: EVIL })),
      ...task('request-review', { subject: { content: { answer: { question: EVIL } } } }),
      ...task('finish-step', { result: { id: EVIL, status: 'done' } }),
      ...task('finish-step', { result: { id: EVIL, status: 'failed', error: { message: EVIL } } }),
      ...task('validate-results', {}, answered({ meetsCriteria: true, score: EVIL, feedback: EVIL })),
      ...task('refine-plan', {}, answered({ steps: [{ id: EVIL }] })),
      { type: 'TaskFailed', taskFailedEventDetails: { error: EVIL, cause: EVIL } as never } as const,
    ];
    const told = lines(events);
    expect(told).toHaveLength(12);
    for (const line of told) expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/u);
    expect(told[0]).toBe(`Plan: ${SAFE} (after ${SAFE})`);
    expect(lines(events, 'model-router').at(-1)).toBe(`✗ ${SAFE}: ${SAFE}`);
  });
  const SAFE = 'a [2Jb 1Ac ]0;x d e f g h';

  it('is cut where it is long', () => {
    const question = `${'x'.repeat(98)}😀😀`;
    const [line] = lines(task('request-review', { subject: { content: { answer: { question } } } }));
    expect(line).toBe(`  ? asks a person: ${'x'.repeat(98)}\ufffd…`);
  });
});

it('of any other workflow the states are told', () => {
  expect(lines(task('take-turn', turn(STEP)), 'document-processing')).toEqual(['State of take-turn']);
});
