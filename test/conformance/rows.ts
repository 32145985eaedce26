/** One case's result, as the scorer writes it. A level counts only if the one before it holds. */
export interface CaseResult {
  readonly id: string;
  readonly kind: string;
  /** `history` when every event was recorded; absent for what is no execution. */
  readonly scope?: string;
  readonly testFunction: string;
  /** What a case needs beside Step Functions, e.g. `lambda:echo-input`. */
  readonly needs?: readonly string[];
  /** Recorded, but marked as doubtful by those who did: not counted. */
  readonly soft?: boolean;
  readonly skipped?: string;
  readonly status?: boolean;
  readonly result?: boolean;
  readonly history?: boolean;
}

export interface Row {
  readonly name: string;
  readonly of: (result: CaseResult) => boolean;
  readonly level: 'status' | 'result' | 'history';
  /** The share that the project wants. */
  readonly goal: number;
  /** Whether the share is that of cases, or the mean over test functions, of which one alone may have a hundred cases. */
  readonly by: 'case' | 'function';
}

const EXECUTIONS = ['execution', 'express-sync', 'express-async'];
const REFUSALS = ['invalid-definition', 'invalid-update', 'validate-definition', 'api-error'];
const SERVICES = ['activity', 'dynamodb', 'events', 's3', 'sfn', 'sns', 'sqs'];

const needsOf = ({ needs = [] }: CaseResult): readonly string[] => needs.map((need) => need.split(':')[0] ?? need);
const isExecution = ({ kind }: CaseResult): boolean => EXECUTIONS.includes(kind);

export const ROWS: readonly Row[] = [
  {
    name: 'recorded histories that need Step Functions alone',
    of: (result) => result.scope === 'history' && needsOf(result).length === 0,
    level: 'history',
    goal: 0.98,
    by: 'case',
  },
  {
    name: 'executions whose outcome alone was recorded',
    of: (result) => isExecution(result) && result.scope !== 'history' && needsOf(result).length === 0,
    level: 'history',
    goal: 1,
    by: 'case',
  },
  {
    name: 'executions that need Lambda',
    of: (result) => isExecution(result) && needsOf(result).includes('lambda'),
    level: 'history',
    goal: 0.95,
    by: 'case',
  },
  {
    name: 'definitions and requests to refuse: the code',
    of: ({ kind }) => REFUSALS.includes(kind),
    level: 'status',
    goal: 0.98,
    by: 'case',
  },
  {
    name: 'definitions and requests to refuse: the words',
    of: ({ kind }) => REFUSALS.includes(kind),
    level: 'result',
    goal: 0.9,
    by: 'function',
  },
  { name: 'TestState', of: ({ kind }) => kind === 'test-state', level: 'history', goal: 0.9, by: 'case' },
  { name: 'scripts of API calls', of: ({ kind }) => kind === 'api', level: 'history', goal: 0.9, by: 'case' },
  {
    name: 'executions that need other services',
    of: (result) => isExecution(result) && needsOf(result).some((need) => SERVICES.includes(need)),
    level: 'history',
    goal: 0.8,
    by: 'case',
  },
];

export interface Share {
  readonly cases: number;
  readonly share: number;
}

/** What of a row's cases, as far as they ran, reached its level. */
export function shareOf({ of, level, by }: Row, results: readonly CaseResult[]): Share {
  const cases = results.filter((result) => of(result) && !result.soft && result.skipped === undefined);
  const share = (some: readonly CaseResult[]): number =>
    some.length === 0 ? 0 : some.filter((result) => result[level]).length / some.length;
  if (by === 'case') return { cases: cases.length, share: share(cases) };
  const functions = Object.values(Object.groupBy(cases, ({ testFunction }) => testFunction));
  const shares = functions.map((some = []) => share(some));
  return { cases: cases.length, share: shares.reduce((sum, one) => sum + one, 0) / Math.max(1, shares.length) };
}
