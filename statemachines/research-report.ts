import { Choice, Condition, Fail, Map, Pass, ProvideItems, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { INVALID_INPUT } from '../functions/model-gateway/errors.ts';
import { agentTurns, beginTurns, turnVariables } from './agent-turns.ts';
import type { AfterTurns, AgentTurnsProps } from './agent-turns.ts';
import type { ChainLink, Guard } from './guarded-model-call.ts';
import { CONTENT, NOTHING_SPENT } from './guarded-model-call/expressions.ts';
import { step } from './step.ts';

export interface ResearchReportSteps extends Guard {
  readonly validateTopic: IFunction;
  readonly takeTurn: IFunction;
  readonly useTools: IFunction;
  readonly formatReport: IFunction;
  /** By tier: who answers, in order. */
  readonly chains: Readonly<Record<ChainLink['tier'], readonly ChainLink[]>>;
  /** How often an agent may use tools before it has to answer. */
  readonly toolRounds: number;
}

/** Who works on a report, in order: with which model, which tools, and how much it may write. */
const AGENTS = {
  // Seven questions with their sources.
  gatherer: {
    tier: 'haiku',
    states: 'Gather: ',
    variables: 'gather',
    call: 'Gather data',
    tools: ['search-documents', 'fetch-document', 'query-table'],
    maxTokens: 4_096,
  },
  // A dozen findings with their sources.
  analyst: {
    tier: 'sonnet',
    states: 'Analyze: ',
    variables: 'analyze',
    call: 'Analyze question',
    tools: ['search-documents', 'fetch-document', 'query-table', 'statistics', 'calculate'],
    maxTokens: 4_096,
  },
  // Six pages.
  writer: {
    tier: 'sonnet',
    states: 'Write: ',
    variables: 'write',
    call: 'Write report',
    tools: ['fetch-document'],
    maxTokens: 8_192,
  },
  // Checking needs more judgement than writing.
  reviewer: {
    tier: 'opus',
    states: 'Review: ',
    variables: 'review',
    call: 'Review report',
    tools: ['search-documents', 'fetch-document', 'calculate'],
    maxTokens: 4_096,
  },
} as const satisfies Readonly<Record<string, Agent>>;

interface Agent {
  readonly tier: ChainLink['tier'];
  readonly states: string;
  readonly variables: string;
  readonly call: string;
  readonly tools: readonly string[];
  readonly maxTokens: number;
}

/** Three analysts at once, as many as the steps of a plan. */
const AT_ONCE = 3;
/** How often the writer mends what the reviewer found. */
const REVISIONS = 1;

/** JSONata: what the analysts came to. */
const ANSWERED = '[$analyses.content]';
const TOPIC = '"topic": $topic.topic, "audience": $topic.audience';

/**
 *   Validate topic ─▶ Gather data (agent) ─▶ Analyze questions (Map: an agent each) ─▶ Any question answered?
 *      │invalid            │failed                                                          │yes       └─ no ─▶ No findings
 *      ▼                   ▼                                                                ▼
 *   Reject topic       No outline                                        ┌─────▶ Write report (agent) ─▶ Keep draft
 *                                                                        │no           │failed             ▼
 *                                                      Is it approved? ──┘             │              Review report (agent)
 *                                                          │yes, or mended once        │                   │
 *                                                          ▼        ▲──────────────────┼───────────────────┘
 *                                                     Format report ◀──────────────────┘ ─▶ Finish
 *
 * Four agents with their own prompts, tools and models. A question that nobody could answer is left out and named; a review that
 * could not be made is null, and without a draft the analyses are the report.
 */
export function researchReport(scope: Construct, steps: ResearchReportSteps): IChainable {
  const agent = agents(scope, steps);
  const finish = Succeed.jsonata(scope, 'Finish', { outputs: `{% ${OUTPUT} %}` });
  const format = step(scope, 'Format report', steps.formatReport, {
    payload: {
      topic: '{% $topic %}',
      outline: '{% $outline %}',
      analyses: `{% ${ANSWERED} %}`,
      unanswered: '{% [$analyses[$exists(failed)].question] %}',
      draft: '{% $draft %}',
      review: '{% $review %}',
    },
  });
  format.next(finish);

  const approved = Choice.jsonata(scope, 'Is it approved?', { assign: { revisions: '{% $revisions + 1 %}' } });
  const unreviewed = Pass.jsonata(scope, 'Go on without a review', { assign: { review: null } });
  unreviewed.next(format);
  const review = agent('reviewer', `{"role": "reviewer", ${TOPIC}, "draft": $draft}`, {
    answered: approved,
    answeredAssign: { review: '{% $states.input.answer %}' },
    failed: unreviewed,
  });
  const keep = Pass.jsonata(scope, 'Keep draft', { assign: { draft: `{% ${CONTENT} %}`, ...begin('reviewer') } });
  keep.next(review);
  // A draft that could not be mended is a report with open issues, and so are the analyses alone.
  const write = agent(
    'writer',
    `{"role": "writer", ${TOPIC}, "outline": $outline, "analyses": ${ANSWERED}, "draft": $draft, "issues": $review = null ? [] : $review.issues}`,
    { answered: keep, answeredAssign: {}, failed: format },
  );
  const mend = Pass.jsonata(scope, 'Have it mended', { assign: begin('writer') });
  mend.next(write);
  approved.when(Condition.jsonata(`{% $review.approved or $revisions >= ${REVISIONS} %}`), format).otherwise(mend);

  const analyze = analyzeQuestions(scope, agent);
  analyze.next(
    Choice.jsonata(scope, 'Any question answered?')
      .when(Condition.jsonata('{% $count($analyses[$exists(content)]) > 0 %}'), write)
      .otherwise(
        Fail.jsonata(scope, 'No findings', {
          error: 'NoFindings',
          cause: '{% "no question could be answered: " & $join($distinct($analyses.failed.code), ", ") %}',
        }),
      ),
  );
  const gather = agent('gatherer', `{"role": "gatherer", ${TOPIC}}`, {
    answered: analyze,
    answeredAssign: { outline: '{% $states.input.answer %}' },
    failed: failing(scope, 'No outline', 'gatherer'),
  });

  const rejected = Fail.jsonata(scope, 'Reject topic', {
    error: INVALID_INPUT,
    cause: '{% $parse($states.input.Cause).errorMessage %}',
  });
  const validate = step(scope, 'Validate topic', steps.validateTopic, {
    payload: { input: '{% $states.input %}' },
    assign: {
      topic: '{% $states.result.Payload %}',
      chains: steps.chains,
      draft: null,
      review: null,
      revisions: 0,
      gatherSpent: NOTHING_SPENT,
      writeSpent: NOTHING_SPENT,
      reviewSpent: NOTHING_SPENT,
      ...begin('gatherer'),
      ...begin('writer'),
    },
  });
  validate.addCatch(rejected, { errors: [INVALID_INPUT] });
  return validate.next(gather);
}

type AgentName = keyof typeof AGENTS;
type MakeAgent = (name: AgentName, task: string, after: Omit<AfterTurns, 'stopped'>) => IChainable;

function agents(scope: Construct, steps: ResearchReportSteps): MakeAgent {
  return (name, task, after) => {
    const { tier, tools, maxTokens, ...names } = AGENTS[name];
    const props: AgentTurnsProps = {
      guard: steps,
      takeTurn: steps.takeTurn,
      useTools: steps.useTools,
      names,
      chain: `$chains.${tier}`,
      task,
      tools: JSON.stringify(tools),
      maxTokens,
      rounds: steps.toolRounds,
    };
    // A report has no budget; an agent that repeats itself has come to nothing.
    return agentTurns(scope, props, { ...after, stopped: after.failed });
  };
}

/** What the state before an agent's first turn assigns; what it has spent in an earlier attempt stays. */
function begin(name: AgentName): Record<string, unknown> {
  const prefix = AGENTS[name].variables;
  const { [turnVariables(prefix).spent]: _spent, ...rest } = beginTurns(prefix);
  return rest;
}

function failing(scope: Construct, sentence: string, name: AgentName): Fail {
  const { error } = turnVariables(AGENTS[name].variables);
  return Fail.jsonata(scope, sentence, { error: `{% $${error}.code %}`, cause: `{% $${error}.message %}` });
}

/** Take question ─▶ Analyze question (agent) ─▶ Keep analysis, or Note why there is none */
function analyzeQuestions(scope: Construct, agent: MakeAgent): Map {
  const v = turnVariables(AGENTS.analyst.variables);
  const take = Pass.jsonata(scope, 'Take question', {
    assign: { ...beginTurns(AGENTS.analyst.variables), analyzeQuestion: '{% $states.input %}' },
  });
  const question = '"question": $analyzeQuestion.question';
  const keep = Pass.jsonata(scope, 'Keep analysis', {
    outputs: `{% {${question}, "spent": $${v.spent}, "content": ${CONTENT}} %}`,
  });
  const note = Pass.jsonata(scope, 'Note why there is none', {
    outputs: `{% {${question}, "spent": $${v.spent}, "failed": $${v.error}} %}`,
  });
  take.next(
    agent('analyst', `{"role": "analyst", ${TOPIC}, "question": $analyzeQuestion}`, {
      answered: keep,
      answeredAssign: {},
      failed: note,
    }),
  );
  return Map.jsonata(scope, 'Analyze questions', {
    items: ProvideItems.jsonata('{% $outline.questions %}'),
    maxConcurrency: AT_ONCE,
    assign: { analyses: '{% $states.result %}' },
  }).itemProcessor(take);
}

const OUTPUT = (() => {
  const sum = (field: string) =>
    `$sum([$gatherSpent.${field}, $analyses.spent.${field}, $writeSpent.${field}, $reviewSpent.${field}])`;
  const usage = `{"inputTokens": ${sum('inputTokens')}, "outputTokens": ${sum('outputTokens')}}`;
  return `$merge([$states.input.Payload, {"outline": $outline, "review": $review, "usage": ${usage}, "costUsd": $round(${sum('costUsd')}, 9)}])`;
})();
