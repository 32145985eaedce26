import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { AgentBudget } from '../functions/schemas/agent.ts';
import type { DocumentProcessingSteps } from '../statemachines/document-processing.ts';
import type { ReviewSteps } from '../statemachines/review-rounds.ts';

/** The numbers that differ per stage; everything else is the same everywhere. */
export interface Stage {
  readonly logRetention: RetentionDays;
  /** Of buckets and log groups, when their stack is deleted. */
  readonly removal: RemovalPolicy;
  /** How long prompts and answers that were too large for a state are kept. */
  readonly claimCheckLife: Duration;
  readonly routing: {
    readonly confidenceGate: number;
    readonly classifierTimeout: Duration;
    readonly classifierTokens: number;
  };
  readonly calls: ModelCallLimits;
  readonly documents: Pick<DocumentProcessingSteps, 'approvers' | 'rounds'> & {
    /** What one call of a model reads of a text; a longer one is split. */
    readonly partCharacters: number;
  };
  readonly agents: {
    /** Of one plan. */
    readonly steps: number;
    readonly iterations: number;
    /** How often an agent may use tools before it has to answer. */
    readonly toolRounds: number;
    /** Of a run that brings none. */
    readonly budget: AgentBudget;
    /** No pass over the steps begins in an execution whose history could grow beyond it; 25,000 end it. */
    readonly historyEvents: number;
    /** What happens while an agent waits for a person. */
    readonly question: ReviewSteps['rounds'];
    /** Since the run began; a question that is open then is over, so that there is time left for a result. */
    readonly questionsEnd: Duration;
    /** The machines' own timeout: questions, and what comes after them. Only a backstop, since it loses the run. */
    readonly machine: Duration;
  };
  readonly reviews: {
    /** Of the API, for all reviewers together. */
    readonly requestsPerSecond: number;
    readonly burst: number;
  };
  readonly alarms: {
    /** Failures within five minutes. */
    readonly failedExecutions: number;
    readonly failedModelCalls: number;
  };
}

export interface ModelCallLimits {
  /** One call of a model; an answer of 4,096 tokens takes opus about 70 s. */
  readonly model: Duration;
  /** After this no further model of the chain is tried, no retry reaches one, and a call that still runs is given up. */
  readonly chain: Duration;
  /**
   * The machine's own timeout. Only a backstop: it cannot be caught, so it must never be what ends a chain. A chain ends at the
   * latest one back-off (30 s) after its time; the rest is for Lambda's own retries in the states around it.
   */
  readonly machine: Duration;
  readonly passOverDenied: boolean;
  /** An answer from before that is older is not served, even when no model answers: a day's report is old the next day. */
  readonly answerMaxAge: Duration;
}

const CALLS: ModelCallLimits = {
  model: Duration.seconds(120),
  chain: Duration.minutes(10),
  machine: Duration.minutes(60),
  passOverDenied: false,
  answerMaxAge: Duration.hours(24),
};
const ROUTING: Stage['routing'] = {
  confidenceGate: 0.7,
  classifierTimeout: Duration.seconds(10),
  // A verdict has about 60; the cap keeps a talkative answer from costing time and money.
  classifierTokens: 200,
};
const DOCUMENTS: Stage['documents'] = {
  // 150 lines of an invoice, whose extraction has some 6,000 tokens: below a minute of sonnet.
  partCharacters: 12_000,
  approvers: [
    { upTo: 1_000, group: 'reviewers', needed: 1 },
    { upTo: 25_000, group: 'managers', needed: 1 },
    // Two pairs of eyes for what would hurt.
    { group: 'directors', needed: 2 },
  ],
  rounds: [
    { after: Duration.hours(4), what: 'remind' },
    { after: Duration.hours(20), what: 'remind' },
    // Two hours are left for whoever stands in.
    { after: Duration.hours(22), what: 'escalate' },
    { after: Duration.hours(24), what: 'close' },
  ],
};
// A page takes three requests, a decision two: dozens of reviewers at once, and no more for whoever tries ids.
const REVIEWS: Stage['reviews'] = { requestsPerSecond: 50, burst: 100 };

const AGENTS: Stage['agents'] = {
  steps: 20,
  iterations: 3,
  toolRounds: 6,
  // Five dollars are some 300 calls of sonnet with 6,000 tokens each; a run usually takes 30.
  budget: { usd: 5, tokens: 2_000_000, toolCalls: 300, seconds: null },
  historyEvents: 20_000,
  question: [
    { after: Duration.hours(4), what: 'remind' },
    { after: Duration.hours(24), what: 'close' },
  ],
  questionsEnd: Duration.hours(46),
  machine: Duration.hours(48),
};

const STAGES = {
  dev: {
    logRetention: RetentionDays.TWO_WEEKS,
    removal: RemovalPolicy.DESTROY,
    claimCheckLife: Duration.days(7),
    routing: ROUTING,
    calls: CALLS,
    documents: DOCUMENTS,
    agents: AGENTS,
    reviews: REVIEWS,
    alarms: { failedExecutions: 5, failedModelCalls: 20 },
  },
  prod: {
    logRetention: RetentionDays.SIX_MONTHS,
    removal: RemovalPolicy.RETAIN,
    claimCheckLife: Duration.days(30),
    routing: ROUTING,
    calls: CALLS,
    documents: DOCUMENTS,
    agents: AGENTS,
    reviews: REVIEWS,
    alarms: { failedExecutions: 1, failedModelCalls: 10 },
  },
} as const satisfies Record<string, Stage>;

export function stageNamed(name: string): Stage {
  const stage = (STAGES as Readonly<Record<string, Stage>>)[name];
  if (stage === undefined || !Object.hasOwn(STAGES, name)) {
    throw new Error(`context stage=${name} is unknown; use one of ${Object.keys(STAGES).join(', ')}`);
  }
  return stage;
}
