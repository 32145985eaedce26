import { describe, expect, it } from '@jest/globals';

import { timelineOf } from '../../scripts/chaos/breaker-timeline.ts';
import { storyOf } from '../../scripts/chaos/breaker-story.ts';
import type { Timeline } from '../../scripts/chaos/breaker-timeline.ts';
import { miscounts } from '../../scripts/chaos/counts.ts';
import { callsIn } from '../../scripts/chaos/history.ts';
import { judge } from '../../scripts/chaos/judge.ts';
import { chainOf, MODEL_IDS } from '../../scripts/chaos/models.ts';
import { parseOptions } from '../../scripts/chaos/options.ts';
import { complaints, hadHealthyModel } from '../../scripts/chaos/oracle.ts';
import type { World } from '../../scripts/chaos/oracle.ts';
import { executionsOf, FULL, SMALL } from '../../scripts/chaos/plan.ts';
import type { Rule } from '../../scripts/chaos/plan.ts';
import { picture } from '../../scripts/chaos/picture.ts';
import type {
  AttemptSeen,
  BreakerSeen,
  CallSeen,
  Circuit,
  ExecutionSeen,
  PhaseSeen,
  Recording,
  RunSeen,
} from '../../scripts/chaos/recording.ts';
import { freshRequest, inputOf, keyOf, repeated } from '../../scripts/chaos/requests.ts';
import type { ChaosRequest } from '../../scripts/chaos/requests.ts';
import { report } from '../../scripts/chaos/report.ts';
import { scheduleOf } from '../../scripts/chaos/schedule.ts';

const T = 1_800_000_000_000;
const [US_HAIKU, GLOBAL_HAIKU, US_SONNET] = chainOf('haiku') as [string, string, string];
const DOWN: Rule = { model: '*haiku*', error: 'ServiceUnavailableException' };

/** Healthy until T + 100 s, then by these rules. */
function phases(...rules: Rule[]): readonly PhaseSeen[] {
  return [
    { name: 'healthy', rules: [{ model: '*', error: 'slow', latencyMs: 1 }], sentAt: T, setAt: T },
    { name: 'broken', rules, sentAt: T + 100_000, setAt: T + 100_010 },
  ];
}

/** Looked at every half second; `change` gives the circuit from then on. */
function looks(...changes: readonly (readonly [second: number, circuit: Circuit])[]): readonly BreakerSeen[] {
  return Array.from({ length: 500 }, (_, index) => {
    const at = T + index * 500;
    const past = changes.filter(([second]) => T + second * 1000 <= at);
    const circuit = past.at(-1)?.[1] ?? 'CLOSED';
    return { from: at, by: at + 5, circuit, generation: past.length, openUntil: Infinity, avoidUntil: 0 };
  });
}

function world(rules: readonly Rule[], breakers: Readonly<Record<string, readonly BreakerSeen[]>> = {}): World {
  return {
    schedule: scheduleOf(phases(...rules)),
    breakers: new Map(MODEL_IDS.map((modelId) => [modelId, timelineOf(breakers[modelId] ?? looks())])),
    answered: new Map(),
  };
}

const request: ChaosRequest = { ...freshRequest('chaos', 0), tier: 'haiku', explicit: true };

function attempt(modelId: string, outcome: string, latencyMs = 100): AttemptSeen {
  return { modelId, outcome, latencyMs };
}

/** Answered in the broken phase unless told otherwise. */
function answered(attempts: readonly AttemptSeen[], changes: Partial<ExecutionSeen> = {}): ExecutionSeen {
  const last = attempts.at(-1);
  const servedFrom = !['answered', 'truncated'].includes(last?.outcome ?? '')
    ? 'cache'
    : attempts.length === 1
      ? 'primary'
      : 'fallback';
  const asked = changes.request ?? request;
  const strategy = attempts[0]?.outcome === 'PassedOver' ? 'metric' : asked.explicit ? 'override' : 'static';
  return {
    name: 'one',
    request: asked,
    phase: 1,
    from: T + 110_000,
    by: T + 112_000,
    status: 'SUCCEEDED',
    output: {
      answer: 'clear',
      model: { tier: 'haiku', modelId: last?.modelId ?? '' },
      attempts,
      servedFrom,
      route: { strategy, tier: 'haiku' },
    },
    attempts,
    runs: [],
    ...changes,
  };
}

function unavailable(attempts: readonly AttemptSeen[], changes: Partial<ExecutionSeen> = {}): ExecutionSeen {
  const cause = {
    code: attempts.at(-1)?.outcome,
    tried: attempts.map(({ modelId }) => modelId),
    retryAfterSeconds: 30,
  };
  return {
    ...answered(attempts, changes),
    status: 'FAILED',
    output: undefined,
    error: 'ModelUnavailable',
    cause: JSON.stringify(cause),
    ...changes,
  };
}

describe('the schedule', () => {
  it('knows what a call may meet: each rule until one that always hits', () => {
    const schedule = scheduleOf(
      phases({ ...DOWN, rate: 0.3 }, { model: '*', error: 'slow' }, { model: '*', error: 'truncated' }),
    );
    const span = { from: T + 110_000, by: T + 111_000 };
    expect([...schedule.results(US_HAIKU, span)]).toEqual(['ServiceUnavailableException', 'ok']);
    expect([...schedule.results(US_SONNET, span)]).toEqual(['ok']);
    expect(schedule.isHealthy(US_HAIKU, span)).toBe(false);
    expect([...scheduleOf(phases({ model: '*', error: 'timeout' })).results(US_HAIKU, span)]).toEqual([
      'ModelTimeoutException',
    ]);
  });

  it('permits both sides of a change that a span touches', () => {
    const schedule = scheduleOf(phases({ ...DOWN, model: '*' }));
    const at = (from: number, by: number) => [...schedule.results(US_HAIKU, { from: T + from, by: T + by })];
    expect(at(0, 99_999)).toEqual(['ok']);
    expect(at(99_000, 100_000)).toEqual(['ok', 'ServiceUnavailableException']);
    expect(at(100_010, 100_020)).toEqual(['ok', 'ServiceUnavailableException']);
    expect(at(100_011, 100_020)).toEqual(['ServiceUnavailableException']);
  });
});

describe("the breaker's timeline", () => {
  const timeline = timelineOf(looks([10, 'OPEN'], [20, 'HALF_OPEN'], [22, 'CLOSED']));
  const span = (from: number, by: number) => ({ from: T + from * 1000, by: T + by * 1000 });

  it('is sure of what two looks agree on, and open-minded between them', () => {
    expect(timeline.isClosed(span(2, 9.4))).toBe(true);
    expect(timeline.isClosed(span(2, 9.6))).toBe(false);
    expect(timeline.isOpen(span(10.1, 19.4))).toBe(true);
    expect(timeline.isOpen(span(9.9, 19.4))).toBe(false);
    expect(timeline.isOpen(span(10.1, 19.6))).toBe(false);
    expect(timeline.isClosed(span(21.9, 22))).toBe(false);
    expect(timeline.isClosed(span(22.1, 22.2))).toBe(true);
  });

  it('does not call a breaker open that is due for a probe', () => {
    const due = timelineOf(looks([10, 'OPEN']).map((look) => ({ ...look, openUntil: T + 15_000 })));
    expect(due.isOpen(span(11, 14))).toBe(true);
    expect(due.isOpen(span(11, 16))).toBe(false);
  });
});

describe('the oracle', () => {
  it('permits a primary that answers, and a fallback from a model that is down', () => {
    expect(complaints(answered([attempt(US_HAIKU, 'answered')]), world([]))).toEqual([]);
    const failed = attempt(US_HAIKU, 'ServiceUnavailableException');
    const fallback = answered([failed, attempt(GLOBAL_HAIKU, 'answered')]);
    expect(complaints(fallback, world([{ ...DOWN, model: 'us.*' }]))).toEqual([]);
    expect(complaints(fallback, world([]))).toEqual([
      'attempt 1, us.haiku: ServiceUnavailableException, but the stand-in had only ok for it',
    ]);
  });

  it('sees an answer of a model that was down or whose breaker was open', () => {
    const one = answered([attempt(US_HAIKU, 'answered')]);
    expect(complaints(one, world([DOWN]))).toHaveLength(1);
    expect(complaints(one, world([], { [US_HAIKU]: looks([100, 'OPEN']) }))).toEqual([
      'attempt 1, us.haiku: answered, but its breaker was open all the time',
    ]);
    // A probe may have been answered.
    expect(complaints(one, world([], { [US_HAIKU]: looks([100, 'HALF_OPEN']) }))).toEqual([]);
  });

  it('judges each attempt by its own time', () => {
    // The failure lies before the recovery, the answer behind it.
    const attempts = [attempt(US_HAIKU, 'ServiceUnavailableException', 1_500), attempt(GLOBAL_HAIKU, 'answered', 400)];
    const life = { from: T + 99_000, by: T + 101_000 };
    const broken = { ...world([]), schedule: scheduleOf(phases(DOWN)) };
    expect(complaints(answered(attempts, life), broken)).toEqual([
      'attempt 2, global.haiku: answered, but the stand-in had only ServiceUnavailableException for it',
    ]);
  });

  it('permits BreakerOpen only while the breaker may have been open', () => {
    const one = answered([attempt(US_HAIKU, 'BreakerOpen', 5), attempt(GLOBAL_HAIKU, 'answered')]);
    expect(complaints(one, world([], { [US_HAIKU]: looks([100, 'OPEN']) }))).toEqual([]);
    expect(complaints(one, world([]))).toEqual(['attempt 1, us.haiku: BreakerOpen, but its breaker was closed']);
  });

  it('follows the chain: no model left out, another tier after a timeout', () => {
    const skipping = answered([attempt(US_HAIKU, 'ServiceUnavailableException'), attempt(US_SONNET, 'answered')]);
    expect(complaints(skipping, world([DOWN]))).toEqual(['tries us.sonnet where global.haiku is next']);
    const slow = [{ ...DOWN, error: 'timeout' }];
    const timedOut = answered([attempt(US_HAIKU, 'ModelTimeoutException'), attempt(US_SONNET, 'answered')]);
    expect(complaints(timedOut, world(slow))).toEqual([]);
    const same = answered([attempt(US_HAIKU, 'ModelTimeoutException'), attempt(GLOBAL_HAIKU, 'answered')]);
    expect(complaints(same, world(slow))).toEqual(['tries global.haiku where us.sonnet is next']);
    const beyond = answered([attempt(US_HAIKU, 'truncated'), attempt(GLOBAL_HAIKU, 'answered')]);
    expect(complaints(beyond, world([{ ...DOWN, error: 'truncated', rate: 0.5 }]))).toEqual([
      'goes on after truncated',
    ]);
  });

  it('permits a model to be passed over for its figures, unless the request names the tier', () => {
    const attempts = [attempt(US_HAIKU, 'PassedOver', 5), attempt(GLOBAL_HAIKU, 'answered')];
    const unnamed = answered(attempts, { request: { ...request, explicit: false } });
    const poor = { [US_HAIKU]: looks().map((look) => ({ ...look, avoidUntil: T + 120_000 })) };
    expect(complaints(unnamed, world([], poor))).toEqual([]);
    expect(complaints(unnamed, world([]))).toEqual(['attempt 1, us.haiku: PassedOver, but its figures were good']);
    expect(complaints(answered(attempts), world([], poor))).toEqual([
      'attempt 1, us.haiku: PassedOver, but the request names the tier',
    ]);
  });

  it('permits ModelUnavailable when each link failed, and no other failure', () => {
    const all = chainOf('haiku').map((modelId) => attempt(modelId, 'ServiceUnavailableException'));
    const down = world([{ ...DOWN, model: '*' }]);
    expect(complaints(unavailable(all), down)).toEqual([]);
    expect(complaints(unavailable(all.slice(0, 3)), down)).toEqual(['fails before it has tried global.sonnet']);
    expect(complaints(unavailable(all), world([DOWN]))).toHaveLength(2);
    expect(complaints(unavailable(all, { error: 'States.Runtime', cause: 'x' }), down)).toEqual([
      'ended as FAILED States.Runtime: x',
    ]);
    const cause = JSON.stringify({ code: 'X', tried: [], retryAfterSeconds: null });
    expect(complaints(unavailable(all, { cause }), down)).toHaveLength(3);
  });

  it('permits a cached answer, and demands it, when this client was given one before', () => {
    const all = chainOf('haiku').map((modelId) => attempt(modelId, 'ServiceUnavailableException'));
    const before = answered([attempt(US_HAIKU, 'answered')], { from: T, by: T + 1_000 });
    const down = world([{ ...DOWN, model: '*' }]);
    const known: World = { ...down, answered: new Map([[keyOf(request), [before]]]) };
    const cached = answered(all);
    const output = { ...cached.output!, stale: true, model: before.output!.model };
    expect(complaints({ ...cached, output }, known)).toEqual([]);
    expect(complaints({ ...cached, output }, down)).toEqual(['gets an answer that its client was never given']);
    expect(complaints({ ...cached, output: { ...output, answer: 'other' } }, known)).toHaveLength(1);
    expect(complaints({ ...cached, output: { ...output, stale: false } }, known)).toHaveLength(1);
    expect(complaints(unavailable(all), known)).toEqual(['fails although its answer is in the cache']);
    const fresh = { ...request, allowStale: false };
    expect(complaints({ ...cached, output, request: fresh }, known)).toHaveLength(1);
    expect(complaints(unavailable(all, { request: fresh }), known)).toEqual([]);
  });

  it('counts on a model only while it answers and its breaker is closed', () => {
    const one = answered([attempt(US_HAIKU, 'answered')]);
    expect(hadHealthyModel(one, world([DOWN]))).toBe(true);
    expect(hadHealthyModel(one, world([{ ...DOWN, model: '*' }]))).toBe(false);
    const open = Object.fromEntries(chainOf('haiku').map((modelId) => [modelId, looks([100, 'OPEN'])]));
    expect(hadHealthyModel(one, world([], open))).toBe(false);
  });
});

describe("a breaker's story", () => {
  const failures = (from: number, count: number): readonly CallSeen[] =>
    Array.from({ length: count }, (_, index) => ({
      model: US_HAIKU,
      outcome: 'ServiceUnavailableException',
      at: T + from * 1000 + index * 100,
      latencyMs: 1,
    }));
  const run = (second: number, changes: Partial<RunSeen> = {}): RunSeen => {
    const from = T + second * 1000;
    const read = { circuit: 'CLOSED', from: from - 5, by: from - 2 };
    return { modelId: US_HAIKU, retry: 0, probe: false, read, from, by: from + 50, result: 'answered', ...changes };
  };
  const probes = [40, 41, 42].map((second) => run(second, { probe: true }));
  const probed = probes.map(({ from }): CallSeen => ({ model: US_HAIKU, outcome: 'ok', at: from + 1, latencyMs: 1 }));
  const violations = (timeline: Timeline, calls: readonly CallSeen[], runs: readonly RunSeen[]) =>
    Object.values(storyOf(US_HAIKU, timeline, calls, runs).violations).flat();
  const cycle = timelineOf(looks([12, 'OPEN'], [40, 'HALF_OPEN'], [43, 'CLOSED']));

  it('is as it should be', () => {
    const story = storyOf(US_HAIKU, cycle, [...failures(10, 10), ...probed], probes);
    expect(story).toMatchObject({ closings: 1, reopenings: 0, probes: { good: 3, bad: 0 }, circuitAtEnd: 'CLOSED' });
    expect(story.openedAfterMs).toEqual([2_004]);
    expect(story.callsWhileBroken).toBe(3);
    expect(violations(cycle, [...failures(10, 10), ...probed], probes)).toEqual([]);
  });

  it('tells when it opens for nothing, or not at all', () => {
    expect(violations(cycle, [...failures(10, 4), ...probed], probes)).toEqual([
      expect.stringContaining('after 4 failures of 4 calls'),
    ]);
    expect(violations(timelineOf(looks()), failures(10, 10), [])).toEqual([
      expect.stringContaining('was still closed'),
    ]);
    expect(violations(timelineOf(looks()), failures(10, 9), [])).toEqual([]);
  });

  it('tells of calls that it let through while open, whoever let them', () => {
    const calls = [...failures(10, 10), ...probed];
    const stranger = { ...probed[0]!, at: T + 20_000 };
    const before = run(11.9, { by: T + 20_500 });
    const withRuns = (more: readonly RunSeen[]) => violations(cycle, [...calls, stranger], [...probes, ...more]);
    expect(withRuns([])).toEqual([expect.stringContaining('4 calls: 3 probes, 0 let in before, 0 let in meanwhile')]);
    expect(withRuns([before])).toEqual([]);
    expect(withRuns([run(20)])).toEqual([expect.stringContaining('1 let in meanwhile')]);
    expect(withRuns([run(20, { retry: 1, read: before.read })])).toEqual([
      expect.stringContaining('1 let in meanwhile'),
    ]);
    expect(withRuns([before, run(20, { result: 'BreakerOpen' })])).toEqual([]);
  });

  it('tells of probes at the same time, of too few, and of an end that is not closed', () => {
    const calls = [...failures(10, 10), ...probed];
    const together = probes.map((probe, index) => (index === 0 ? { ...probe, by: T + 42_500 } : probe));
    expect(violations(cycle, calls, together)).toEqual([expect.stringContaining('while another was out')]);
    const bad = probes.map((probe, index) =>
      index === 0 ? { ...probe, result: 'ServiceUnavailableException' } : probe,
    );
    expect(violations(cycle, calls, bad)).toEqual(['closed 1 times after 2 good probes']);
    const open = timelineOf(looks([12, 'OPEN']));
    expect(violations(open, failures(10, 10), [])).toEqual(['is OPEN at the end']);
  });
});

it('reads runs and attempts from a history', () => {
  let id = 0;
  const event = (details: object) => ({ id: ++id, type: undefined, timestamp: new Date(T + id), ...details });
  const enter = (name: string) => event({ stateEnteredEventDetails: { name } });
  const schedule = (parameters: object) =>
    event({ taskScheduledEventDetails: { parameters: JSON.stringify(parameters) } });
  const succeed = (output: object) => event({ taskSucceededEventDetails: { output: JSON.stringify(output) } });
  const call = () => schedule({ Payload: { modelId: US_HAIKU } });
  const attempts = [attempt(US_HAIKU, 'BreakerOpen')];
  const { runs, failed } = callsIn([
    enter('Check breaker'),
    schedule({}),
    succeed({ Item: { circuit: { S: 'OPEN' } } }),
    enter('Claim probe'),
    schedule({}),
    succeed({}),
    enter('Call model'),
    call(),
    event({ taskFailedEventDetails: { error: 'InternalServerException' } }),
    call(),
    event({ taskFailedEventDetails: { error: 'BreakerOpen' } }),
    event({
      stateExitedEventDetails: {
        name: 'Record failed attempt',
        assignedVariables: { modelAttempts: JSON.stringify(attempts) },
      },
    }),
    enter('Check next breaker'),
    schedule({}),
    succeed({}),
    enter('Call model'),
    call(),
    succeed({ Payload: { outcome: 'answered' } }),
  ]);
  expect(failed).toEqual(attempts);
  expect(runs).toMatchObject([
    { modelId: US_HAIKU, retry: 0, probe: true, read: { circuit: 'OPEN' }, result: 'InternalServerException' },
    { retry: 1, probe: true, result: 'BreakerOpen' },
    { retry: 0, probe: false, read: { circuit: 'CLOSED' }, result: 'answered' },
  ]);
});

it('tells what was not counted, or twice', () => {
  const run = { modelId: US_HAIKU, retry: 0, probe: false, read: undefined, from: T, by: T, result: 'answered' };
  const failed = { ...run, result: 'InternalServerException' };
  const uncounted = [
    { ...run, probe: true },
    { ...run, result: 'BreakerOpen' },
  ];
  const runs = [run, failed, { ...run, result: 'ThrottlingException' }, ...uncounted];
  const counts = (samples: number, calls: number, bad: number) => ({ [US_HAIKU]: { samples, calls, bad } });
  expect(miscounts(counts(3, 2, 1), {}, runs)).toEqual([]);
  expect(miscounts(counts(13, 12, 11), counts(10, 10, 10), runs)).toEqual([]);
  expect(miscounts(counts(3, 2, 2), {}, runs)).toEqual(['us.haiku counted 2 bad, not 1']);
  expect(miscounts({}, {}, runs)).toHaveLength(3);
});

describe('a run', () => {
  const plan = { concurrency: 1, phases: [{ name: 'a < b', seconds: 1, executions: 1, rules: [] }] };
  const recording: Recording = {
    began: T,
    phases: [{ name: 'a < b', rules: [], sentAt: T, setAt: T }],
    ended: T + 3_000,
    executions: [answered([attempt(US_HAIKU, 'answered')], { from: T + 100, by: T + 500, phase: 0 })],
    stuck: [],
    lost: [],
    calls: [{ model: US_HAIKU, outcome: 'ok', at: T + 200, latencyMs: 10 }],
    breakers: { [US_HAIKU]: looks([1, 'OPEN'], [2, 'CLOSED']).slice(0, 6) },
    countsBefore: {},
    counts: {},
    inFlight: [{ at: T, count: 1 }],
  };
  const broken = (changes: Partial<Recording>) =>
    judge(plan, { ...recording, ...changes }).invariants.flatMap(({ violations }) => violations);

  it('is judged by invariants, each violation a line', () => {
    expect(broken({})).toContain('us.haiku had 1 calls, the histories tell of 0');
    expect(broken({ stuck: ['x'] })).toContain('x still runs');
    expect(broken({ lost: ['y'] })).toContain('y is unknown to the server');
    expect(broken({ executions: [] })).toContain('0 ended and 0 run, but 1 were to start');
    const failed = unavailable([], { from: T, by: T + 1, error: 'States.Timeout', cause: undefined });
    expect(broken({ executions: [failed], breakers: { [US_HAIKU]: looks() } })).toEqual(
      expect.arrayContaining([
        'one (haiku) ended as FAILED States.Timeout: ',
        "one (haiku) got no model's answer: States.Timeout",
        'one (haiku) failed with States.Timeout',
        'no breaker opened at all',
      ]),
    );
  });

  it('ends as tables and a picture', () => {
    const printed = report(plan, recording, judge(plan, recording));
    expect(printed).toMatch(/a < b +3\.0 s +1 +1 +0 +0 +0 +0\.4 s/);
    expect(printed).toContain('violated: us.haiku had 1 calls');
    const svg = picture(recording);
    expect(svg).toMatch(/^<svg [^>]+>\n[^]+\n<\/svg>\n$/);
    expect(svg).toContain('a &lt; b');
    expect(svg).toContain('<title>us.haiku OPEN</title>');
    expect(svg).toContain('<title>1 answered</title>');
    expect(svg).toContain('<title>1 primary</title>');
    expect(svg).not.toMatch(/NaN|undefined|Infinity|="-/);
    const opened = svg.match(/<(\w+)[ >](?![^>]*\/>)/g)?.length;
    expect(opened).toBe(svg.match(/<\/\w+>/g)?.length);
  });

  it('asks each tier as often, repeats what a client asked, and covers what it promises', () => {
    expect(executionsOf(FULL)).toBe(2_000);
    expect(FULL.concurrency).toBe(50);
    const asked = Array.from({ length: 90 }, (_, index) => freshRequest('chaos', index));
    expect(new Set(asked.map(keyOf)).size).toBe(90);
    expect(asked.filter(({ tier, explicit }) => tier === 'opus' && !explicit)).toHaveLength(10);
    expect(JSON.parse(inputOf(asked[6]!))).toMatchObject({ taskType: 'classify', clientId: 'chaos-6' });
    expect(keyOf(repeated(asked[0]!, 4))).toBe(keyOf(asked[0]!));
    expect(JSON.parse(inputOf(repeated(asked[0]!, 4)))).toMatchObject({ tier: 'haiku', allowStale: false });
    const seconds = SMALL.phases.reduce((sum, phase) => sum + phase.seconds, 0);
    expect(seconds).toBeLessThan(70);
  });

  it('takes options', () => {
    expect(parseOptions(['--small', '--url', 'http://127.0.0.1:1/'])).toMatchObject({
      small: true,
      url: 'http://127.0.0.1:1',
    });
    expect(parseOptions(['--help'])).toBeUndefined();
    expect(() => parseOptions(['--url', 'x'])).toThrow("'x'");
    expect(() => parseOptions(['--url', 'http://x', '--app', 'y'])).toThrow('exclude');
  });
});
