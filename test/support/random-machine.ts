import fc from 'fast-check';

/** What a random machine does, before its states have names. It always ends: nothing leads back. */
export type Plan = readonly Deed[];
type Deed =
  | { readonly do: 'pass' | 'pass by path' | 'assign' | 'succeed' | 'fail' }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'task'; readonly failures: number; readonly retries: number; readonly caught: boolean }
  | { readonly do: 'callback'; readonly caught: boolean }
  | { readonly do: 'choice'; readonly than: number; readonly then: Plan; readonly otherwise: Plan }
  | { readonly do: 'parallel'; readonly branches: readonly Plan[]; readonly caught: boolean }
  | {
      readonly do: 'map';
      readonly items: number;
      readonly atATime: number;
      readonly distributed: boolean;
      readonly tolerated: number;
      readonly body: Plan;
      readonly caught: boolean;
    };

const caught = fc.boolean();
const { plan } = fc.letrec<{ plan: Plan; deed: Deed }>((tie) => {
  const inner = tie('plan');
  const of = (...kinds: ('pass' | 'pass by path' | 'assign' | 'succeed' | 'fail')[]) =>
    fc.record({ do: fc.constantFrom(...kinds) });
  const leaf = fc.oneof(
    { arbitrary: of('pass', 'pass by path', 'assign'), weight: 6 },
    { arbitrary: of('succeed', 'fail'), weight: 1 },
    { arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.nat(3) }), weight: 2 },
    {
      arbitrary: fc.record({ do: fc.constant('task' as const), failures: fc.nat(2), retries: fc.nat(2), caught }),
      weight: 4,
    },
    { arbitrary: fc.record({ do: fc.constant('callback' as const), caught }), weight: 1 },
  );
  const nested = fc.oneof(
    fc.record({ do: fc.constant('choice' as const), than: fc.nat(6), then: inner, otherwise: inner }),
    fc.record({
      do: fc.constant('parallel' as const),
      branches: fc.array(inner, { minLength: 1, maxLength: 3 }),
      caught,
    }),
    fc.record({
      do: fc.constant('map' as const),
      items: fc.nat(4),
      atATime: fc.nat(2),
      distributed: fc.boolean(),
      tolerated: fc.nat(4),
      body: inner,
      caught,
    }),
  );
  return {
    plan: fc.array(tie('deed'), { minLength: 1, maxLength: 5, size: 'max', depthIdentifier: 'plan' }),
    deed: fc.oneof({ depthIdentifier: 'plan', maxDepth: 4, depthSize: 'medium' }, leaf, nested),
  };
});
export const plans = plan;

/** Whether anything may run at the same time, so that the order of its events is open. */
export function isConcurrent(deeds: Plan): boolean {
  return deeds.some((deed) => {
    if (deed.do === 'choice') return isConcurrent(deed.then) || isConcurrent(deed.otherwise);
    if (deed.do === 'parallel') return deed.branches.length > 1 || deed.branches.some(isConcurrent);
    return deed.do === 'map' && ((deed.items > 1 && deed.atATime !== 1) || isConcurrent(deed.body));
  });
}

type States = Record<string, Readonly<Record<string, unknown>>>;

/** The machine that does it, for an input such as `{ n: 2 }`. Its only function is `work`. */
export function machineOf(deeds: Plan): object {
  return new Builder().graph(deeds);
}

/** Fails as often as it is told, counted by the state's own retries, so that a restart changes nothing. */
export const FUNCTIONS = {
  work: (input: unknown) => {
    const { n, failures, retry } = input as { readonly n: number; readonly failures: number; readonly retry: number };
    if (retry < failures) throw Object.assign(new Error(`attempt ${retry}`), { name: 'Flaky' });
    return { n: n + 1 };
  },
};

class Builder {
  #count = 0;

  graph(deeds: Plan): { readonly StartAt: string; readonly States: States } {
    const states: States = {};
    const end = this.#name('End');
    states[end] = { Type: 'Succeed' };
    return reachable({ StartAt: this.#chain(deeds, end, states), States: states });
  }

  /** Puts the states in and returns the name of the first. */
  #chain(deeds: Plan, end: string, states: States): string {
    return deeds.reduceRight((next, deed) => this.#place(deed, next, states), end);
  }

  #place(deed: Deed, next: string, states: States): string {
    const name = this.#name(deed.do);
    const jsonata = { QueryLanguage: 'JSONata' };
    const Catch =
      'caught' in deed && deed.caught ? { Catch: [{ ErrorEquals: ['States.ALL'], Next: next, Output: { n: 0 } }] } : {};
    const work = (Resource: string, failures: number) => ({
      ...jsonata,
      Type: 'Task',
      Resource,
      Arguments: {
        FunctionName: 'work',
        Payload: { n: '{% $states.input.n %}', failures, retry: '{% $states.context.State.RetryCount %}' },
      },
      ...Catch,
      Next: next,
    });
    switch (deed.do) {
      case 'pass':
        states[name] = { ...jsonata, Type: 'Pass', Output: { n: '{% $states.input.n + 1 %}' }, Next: next };
        break;
      case 'pass by path':
        states[name] = { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: next };
        break;
      case 'assign': {
        const variable = name.replaceAll(' ', '_');
        states[name] = { ...jsonata, Type: 'Pass', Assign: { [variable]: '{% $states.input.n %}' }, Next: next };
        break;
      }
      case 'succeed':
        states[name] = { Type: 'Succeed' };
        break;
      case 'fail':
        states[name] = { Type: 'Fail', Error: 'Broken', Cause: name };
        break;
      case 'wait':
        states[name] = { Type: 'Wait', Seconds: deed.seconds, Next: next };
        break;
      case 'task':
        states[name] = {
          ...work('arn:aws:states:::lambda:invoke', deed.failures),
          Output: { n: '{% $states.result.Payload.n %}' },
          Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 2, MaxAttempts: deed.retries }],
        };
        break;
      case 'callback':
        states[name] = { ...work('arn:aws:states:::lambda:invoke.waitForTaskToken', 0), TimeoutSeconds: 5 };
        break;
      case 'choice':
        states[name] = {
          Type: 'Choice',
          Choices: [{ Variable: '$.n', NumericGreaterThan: deed.than, Next: this.#chain(deed.then, next, states) }],
          Default: this.#chain(deed.otherwise, next, states),
        };
        break;
      case 'parallel':
        states[name] = {
          ...jsonata,
          Type: 'Parallel',
          Branches: deed.branches.map((branch) => this.graph(branch)),
          Output: { n: '{% $sum($states.result.n) %}' },
          ...Catch,
          Next: next,
        };
        break;
      case 'map': {
        const config = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
        states[name] = {
          ...jsonata,
          Type: 'Map',
          Items: Array.from({ length: deed.items }, (_, index) => index),
          ItemSelector: { n: '{% $states.context.Map.Item.Value %}' },
          MaxConcurrency: deed.atATime,
          ToleratedFailureCount: deed.tolerated,
          ItemProcessor: { ...(deed.distributed && { ProcessorConfig: config }), ...this.graph(deed.body) },
          Output: { n: '{% $count($states.result) %}' },
          ...Catch,
          Next: next,
        };
      }
    }
    return name;
  }

  #name(what: string): string {
    return `${what} ${++this.#count}`;
  }
}

/** A machine with a state that nobody names would be refused. */
function reachable({ StartAt, States }: { readonly StartAt: string; readonly States: States }) {
  const names = new Set([StartAt]);
  for (const name of names) {
    const {
      Next,
      Default,
      Choices = [],
      Catch = [],
    } = States[name] as {
      readonly Next?: string;
      readonly Default?: string;
      readonly Choices?: readonly { readonly Next: string }[];
      readonly Catch?: readonly { readonly Next: string }[];
    };
    for (const target of [Next, Default, ...[...Choices, ...Catch].map((rule) => rule.Next)]) {
      if (target !== undefined) names.add(target);
    }
  }
  return { StartAt, States: Object.fromEntries(Object.entries(States).filter(([name]) => names.has(name))) };
}
