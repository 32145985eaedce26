import { describe, expect, it } from '@jest/globals';

import { TestEngine } from '../../support/run-machine.ts';
import { AGENT_LOOP, DOCUMENT_PIPELINE } from './brought-machines.ts';

const planner = {
  AgentPlanner: () => ({ steps: ['gather', 'compare', 'write', 'check'] }),
  AgentExecutor: (step: unknown) => ({ done: String(step) }),
};

describe('an agent loop in JSONPath, as written', () => {
  it('refines until the validator is content', async () => {
    const engine = new TestEngine({
      ...planner,
      AgentValidator: (_input, call) => ({ meets_criteria: call === 3, iteration: call }),
      AgentRefiner: (state) => state,
      FormatOutput: () => ({ formatted: true }),
    });
    const run = await engine.run(AGENT_LOOP, { goal: 'a report' });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { formatted: true } });
    expect(run.visited.filter((state) => state === 'RefinePhase')).toHaveLength(2);
    expect(engine.calls.filter(({ name }) => name === 'AgentExecutor').map(({ input }) => input)).toEqual([
      'gather',
      'compare',
      'write',
      'check',
    ]);
  });

  it('stops at the third iteration although the criteria are not met', async () => {
    const engine = new TestEngine({
      ...planner,
      AgentValidator: (_input, call) => ({ meets_criteria: false, iteration: call }),
      AgentRefiner: (state) => state,
      FormatOutput: (state) => state,
    });
    const run = await engine.run(AGENT_LOOP, {});
    expect(run.status).toBe('SUCCEEDED');
    expect(run.visited.filter((state) => state === 'ValidatePhase')).toHaveLength(3);
    expect(run.output).toMatchObject({ validation: { iteration: 3 } });
  });
});

describe('a document pipeline that names a state which it lacks', () => {
  it('is refused as written, because RouteToApprover does not exist', () => {
    expect(() => new TestEngine().start(DOCUMENT_PIPELINE)).toThrow(
      expect.objectContaining({
        name: 'InvalidDefinition',
        message: expect.stringMatching(/MISSING_TRANSITION_TARGET.*RouteToApprover/) as unknown as string,
      }),
    );
  });

  it('runs with the state added, and waits for the reviewer', async () => {
    const engine = new TestEngine({
      ClassifyDoc: () => ({ doc_type: 'invoice', document: 'INV-1' }),
      ExtractData: () => ({ total: 10 }),
      ValidatePO: () => ({ valid: true }),
      NotifyReviewer: (input) => {
        const { taskToken } = input as { taskToken: string };
        queueMicrotask(() => engine.taskTokens.succeed(taskToken, '{"decision":"approve"}'));
        return null;
      },
    });
    const states = {
      ...DOCUMENT_PIPELINE.States,
      RouteToApprover: { Type: 'Pass', Parameters: { 'document.$': '$[0]' }, Next: 'HumanReview' },
    };
    const run = await engine.run({ ...DOCUMENT_PIPELINE, States: states }, {});
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { decision: 'approve' } });
    expect(run.visited).toEqual([
      'ClassifyDocument',
      'RouteByType',
      'ProcessInvoice',
      'ExtractInvoiceData',
      'ValidateAgainstPO',
      'RouteToApprover',
      'HumanReview',
    ]);
  });

  it('times out when nobody reviews for a day', async () => {
    const engine = new TestEngine({
      ClassifyDoc: () => ({ doc_type: 'contract', document: 'C-1' }),
      AnalyzeContract: () => ({ document: 'C-1', risks: [] }),
      NotifyReviewer: () => null,
    });
    const states = { ...DOCUMENT_PIPELINE.States, RouteToApprover: { Type: 'Pass', Next: 'HumanReview' } };
    const started = engine.clock.now();
    const run = await engine.run({ ...DOCUMENT_PIPELINE, States: states }, {});
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(engine.clock.now() - started).toBe(86_400_000);
  });
});
