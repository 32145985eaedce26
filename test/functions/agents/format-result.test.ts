import { describe, expect, it } from '@jest/globals';
import { formatResult } from '../../../functions/format-result/format-result.ts';
import type { Plan, StepResult } from '../../../functions/schemas/agent.ts';
import { memoryClaimChecks } from '../fakes.ts';
import { done, failed, planOf, planStep } from './plans.ts';

const PLAN = planOf({ find: [], count: [], write: ['find', 'count'] });

async function format(plan: Plan, ...results: StepResult[]) {
  const store = memoryClaimChecks();
  const formatted = await formatResult({ plan, results }, store);
  return { ...formatted, store };
}
const textOf = async (plan: Plan, ...results: StepResult[]) => {
  const formatted = await format(plan, ...results);
  return 'result' in formatted ? formatted.result : formatted.resultRef;
};

describe('format-result', () => {
  it('gives the output of the last step as it is', async () => {
    const results = [done('write', ' # Voss\n'), done('find', 'Two'), done('count', '2')];
    expect(await format(PLAN, ...results)).toMatchObject({
      result: ' # Voss\n',
      steps: [
        { id: 'find', title: 'Title of find', status: 'done', output: 'Two', sources: [] },
        { id: 'count', output: '2' },
        { id: 'write', output: ' # Voss\n' },
      ],
    });
  });

  it('lists the sources that it rests on, those of the last step first', async () => {
    const plan = { steps: [...PLAN.steps, planStep('idle'), planStep('end', { dependsOn: ['write', 'idle'] })] };
    const results = [
      done('find', '', 'b', 'c'),
      done('count', ''),
      done('write', '', 'a', 'b'),
      done('end', 'Voss\n', 'z'),
    ];
    expect(await textOf(plan, ...results)).toBe('Voss\n\n## Sources\n\n- z\n- b\n- c\n- a');
  });

  it('does not list what nothing of it rests on', async () => {
    const plan = planOf({ find: [], other: [], gone: ['other'], write: ['find', 'gone'] });
    const reached = [done('find', '', 'a'), done('other', '', 'o'), failed('gone'), done('write', 'W')];
    // The failed step stood between, and may have been told of it.
    expect(await textOf(plan, ...reached)).toBe('W\n\n## Sources\n\n- a\n- o');
    const apart = planOf({ find: [], write: ['find'], two: [] });
    expect(await textOf(apart, done('find', '', 'a'), done('write', 'W'), done('two', 'T'))).toBe(
      '## Title of write\n\nW\n\n## Title of two\n\nT\n\n## Sources\n\n- a',
    );
  });

  it('gives what was found when the last step failed, and says why', async () => {
    expect(
      await textOf(PLAN, done('find', 'Two', 'a'), failed('count'), failed('write', 'budget', 'the budget\nis spent')),
    ).toBe(
      [
        'This result is partial, since “Title of write” failed (budget: the budget is spent). What the other steps found:',
        '## Title of find\n\nTwo',
        '## Sources\n\n- a',
      ].join('\n\n'),
    );
    expect(await textOf(PLAN, done('find', 'Two'))).toBe(
      'This result is partial, since “Title of write” was not done. What the other steps found:\n\n## Title of find\n\nTwo',
    );
  });

  it('is null when nothing was done', async () => {
    expect(await textOf(PLAN, failed('find'))).toBeNull();
    expect(await format({ steps: [] })).toMatchObject({ result: null, steps: [] });
    expect((await format(PLAN, failed('find'))).steps).toEqual([
      {
        id: 'find',
        title: 'Title of find',
        status: 'failed',
        error: { code: 'TooManyRounds', message: expect.any(String) },
      },
      { id: 'count', title: 'Title of count', status: 'skipped' },
      { id: 'write', title: 'Title of write', status: 'skipped' },
    ]);
  });

  it('reads outputs where they lie, and puts away what is large', async () => {
    const store = memoryClaimChecks();
    const large = 'ä'.repeat(60_000);
    const answerRef = await store.keep('answers', JSON.stringify({ output: large, sources: ['s'] }));
    const results = [
      { id: 'write', status: 'done', content: { answerRef } } as const,
      done('find', 'x'.repeat(1_998)),
      done('count', 'x'.repeat(1_999)),
    ];
    const formatted = await formatResult({ plan: PLAN, results }, store);
    if (!('resultRef' in formatted)) throw new Error('it travels itself');
    expect(await store.read(formatted.resultRef)).toBe(`${large}\n\n## Sources\n\n- s`);
    expect(formatted.steps).toMatchObject([{ output: 'x'.repeat(1_998) }, { outputRef: {} }, { outputRef: {} }]);
    expect(await store.read(formatted.steps[2]!.outputRef!)).toBe(large);
  });

  it('takes the power from what models wrote, wherever it comes out', async () => {
    const image = '![x](https://evil.example/x.png)';
    const disarmed = '!\\[x](https://evil.example/x.png)';
    const large = `${image}${'x'.repeat(3_000)}`;
    const plan = {
      steps: [
        planStep('find', { title: `<b>Find</b>\n${image}` }),
        planStep('count'),
        planStep('write', { title: '[w](javascript:x)' }),
      ],
    };
    const results = [
      done('find', `<script>x</script> ${image}`, '<i>survey</i>'),
      done('count', large),
      failed('write', 'Error', `the model said\n${image}`),
    ];
    const { steps, store, ...rest } = await format(plan, ...results);
    if (!('result' in rest)) throw new Error('it travels by reference');
    expect(rest.result).not.toMatch(/<[a-z/]|!\[|\]\(javascript:/);
    expect(rest.result).toContain(
      `This result is partial, since “[w]\\(javascript:x)” failed (Error: the model said ${disarmed}).`,
    );
    expect(rest.result).toContain(`## &lt;b>Find&lt;/b> ${disarmed}\n\n&lt;script>x&lt;/script> ${disarmed}\n\n`);
    expect(rest.result).toContain('- &lt;i>survey&lt;/i>');
    expect(steps).toMatchObject([
      { title: `&lt;b>Find&lt;/b> ${disarmed}`, output: `&lt;script>x&lt;/script> ${disarmed}` },
      { outputRef: {} },
      { title: '[w]\\(javascript:x)', error: { message: `the model said ${disarmed}` } },
    ]);
    expect(await store.read(steps[1]!.outputRef!)).toBe(`${disarmed}${'x'.repeat(3_000)}`);
  });

  it('fits into a state beside the plan, whatever the steps found', async () => {
    const names = Array.from({ length: 60 }, (_, n) => `step-${n}`);
    const sources = Array.from({ length: 200 }, (_, n) => `document-${n}`);
    const plan = planOf({ ...Object.fromEntries(names.map((id) => [id, []])), end: names });
    const results = names.map((id, n) =>
      n % 2 ? done(id, '"'.repeat(990), ...sources) : failed(id, 'E', 'ü'.repeat(90_000)),
    );
    const formatted = await formatResult(
      { plan, results: [...results, done('end', 'e'.repeat(40_000))] },
      memoryClaimChecks(),
    );
    expect(Buffer.byteLength(JSON.stringify(formatted))).toBeLessThan(125_000);
    expect(formatted).toMatchObject({ result: expect.stringContaining('- document-199') });
  });
});
