/** One fault of the Bedrock stand-in, as `PUT /_local/bedrock/faults` takes it. The first that matches and hits wins. */
export interface Rule {
  /** Glob over model ids. */
  readonly model: string;
  readonly error: string;
  /** Share of the calls that it hits; all without it. */
  readonly rate?: number;
  readonly latencyMs?: number;
}

export interface Phase {
  readonly name: string;
  readonly seconds: number;
  /** Started evenly over the phase. */
  readonly executions: number;
  readonly rules: readonly Rule[];
  /** Share of the executions that ask what the same client was answered before. */
  readonly repeats?: number;
}

export interface Plan {
  readonly concurrency: number;
  readonly phases: readonly Phase[];
}

/** A model takes its time, so that executions overlap as they would. */
function thinking(latencyMs: number): Rule {
  return { model: '*', error: 'slow', latencyMs };
}

const down = (model: string, error: string): Rule => ({ model, error });

// Five seconds for an answer of some hundred tokens.
const USUAL = thinking(5_000);
const US_HAIKU_DOWN = down('us.*haiku*', 'ServiceUnavailableException');

/**
 * What opens breakers is followed by time enough for 30 s of OPEN and three probes, one after another; only us.haiku is down for
 * so long that its first probe fails and OPEN doubles. A fallback's breaker is probed only when its primary cannot answer, so
 * the last but one phase sends all traffic there, with an error that counts against no breaker.
 */
export const FULL: Plan = {
  concurrency: 50,
  phases: [
    { name: 'healthy', seconds: 15, executions: 100, rules: [USUAL] },
    {
      name: 'sonnet throttled 30 %',
      seconds: 30,
      executions: 220,
      rules: [{ model: '*sonnet*', error: 'ThrottlingException', rate: 0.3 }, USUAL],
    },
    { name: 'us.haiku down', seconds: 25, executions: 200, rules: [US_HAIKU_DOWN, USUAL] },
    {
      name: 'opus down, too',
      seconds: 25,
      executions: 200,
      rules: [US_HAIKU_DOWN, down('*opus*', 'InternalServerException'), USUAL],
    },
    {
      name: 'sonnet times out',
      seconds: 30,
      executions: 180,
      rules: [{ model: '*sonnet*', error: 'timeout', latencyMs: 2_000 }, USUAL],
    },
    { name: 'recovered', seconds: 65, executions: 400, rules: [USUAL] },
    // Late, but not as late as a breaker minds (40 s for haiku): nothing may change but the time.
    { name: 'slow', seconds: 20, executions: 80, rules: [thinking(15_000)] },
    { name: 'haiku truncates', seconds: 15, executions: 100, rules: [down('*haiku*', 'truncated'), USUAL] },
    {
      name: 'all down',
      seconds: 25,
      executions: 240,
      rules: [down('*', 'ServiceUnavailableException')],
      repeats: 0.5,
    },
    { name: 'recovered', seconds: 50, executions: 130, rules: [USUAL] },
    {
      name: 'us without quota',
      seconds: 40,
      executions: 110,
      rules: [down('us.*', 'ServiceQuotaExceededException'), USUAL],
    },
    { name: 'recovered', seconds: 15, executions: 40, rules: [USUAL] },
  ],
};

const BRIEF = thinking(1_500);

export const SMALL: Plan = {
  concurrency: 50,
  phases: [
    // Functions start cold here: fewer at a time, and time enough to end before the outage.
    { name: 'healthy', seconds: 6, executions: 50, rules: [BRIEF] },
    {
      name: 'all down',
      seconds: 10,
      executions: 160,
      rules: [down('*', 'ServiceUnavailableException')],
      repeats: 0.3,
    },
    { name: 'recovered', seconds: 32, executions: 210, rules: [BRIEF] },
    {
      name: 'us without quota',
      seconds: 11,
      executions: 130,
      rules: [down('us.*', 'ServiceQuotaExceededException'), BRIEF],
    },
    {
      name: 'mixed',
      seconds: 3,
      executions: 40,
      rules: [{ model: '*sonnet*', error: 'ThrottlingException', rate: 0.3 }, down('*haiku*', 'truncated'), BRIEF],
    },
    { name: 'recovered', seconds: 3, executions: 10, rules: [BRIEF] },
  ],
};

export function executionsOf({ phases }: Plan): number {
  return phases.reduce((sum, { executions }) => sum + executions, 0);
}
