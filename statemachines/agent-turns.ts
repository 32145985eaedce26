import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Choice, Condition, Pass, TaskInput, Timeout } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { BUDGET_EXCEEDED, MODEL_UNAVAILABLE } from '../functions/model-gateway/errors.ts';
import { guardedModelCall } from './guarded-model-call.ts';
import type { Guard } from './guarded-model-call.ts';
import { CONTENT, NOTHING_SPENT } from './guarded-model-call/expressions.ts';
import { addLambdaRetries } from './guarded-model-call/model-errors.ts';

/** The names of an agent's variables. */
export function turnVariables(prefix: string) {
  return {
    conversation: `${prefix}Conversation`,
    /** How often tools have been used. */
    rounds: `${prefix}Rounds`,
    toolCalls: `${prefix}ToolCalls`,
    /** What persons answered, by tool call. */
    answers: `${prefix}Answers`,
    spent: `${prefix}Spent`,
    turn: `${prefix}Turn`,
    used: `${prefix}Used`,
    /** By the whole run when this agent's spending was noted last, and what that was then. */
    totals: `${prefix}Totals`,
    noted: `${prefix}Noted`,
    /** `{code, message}` of an agent that came to nothing. */
    error: `${prefix}Error`,
  } as const;
}

/** What the state before an agent's first turn assigns; `spent` only where no outer state has it. */
export function beginTurns(prefix: string): Record<string, unknown> {
  const v = turnVariables(prefix);
  return {
    [v.conversation]: { answer: [] },
    [v.rounds]: 0,
    [v.toolCalls]: 0,
    [v.answers]: {},
    [v.spent]: NOTHING_SPENT,
    [v.noted]: NOTHING_SPENT,
  };
}

export interface AgentTurnsProps {
  readonly guard: Guard;
  readonly takeTurn: IFunction;
  readonly useTools: IFunction;
  /** Before the names of states, e.g. `Analyze: `, and of variables, e.g. `analyze`; and what a turn is called. */
  readonly names: { readonly states: string; readonly variables: string; readonly call: string };
  /** JSONata: who answers, in order. */
  readonly chain: string;
  /** JSONata: an `AgentTask`. */
  readonly task: string;
  /** JSONata: the names of its tools. */
  readonly tools: string;
  /** An answer has at most so many. */
  readonly maxTokens: number;
  /** How often it may use tools before it has to answer. */
  readonly rounds: number;
  /** Of a run that has one. */
  readonly budget?: TurnBudget;
  /** Where a person is asked; absent where no agent may. */
  readonly ask?: (again: IChainable) => IChainable;
}

export interface TurnBudget {
  /** JSONata: where spending is noted, a `LedgerEntry`. */
  readonly ledger: string;
  /** JSONata: whether a model may be called, with these totals; tools look at the ledger themselves. */
  readonly modelAllowed: (totals: string) => string;
  /** JSONata: which of its limits these totals have reached, in words. */
  readonly spentIn: (totals: string) => string;
}

/** Where an agent goes on. */
export interface AfterTurns {
  /** With the answer as its input. */
  readonly answered: IChainable;
  readonly answeredAssign: Record<string, unknown>;
  /** With the error in its variable. */
  readonly failed: IChainable;
  /** The budget is spent, or a call was repeated: `{code, message}` is in the error variable. */
  readonly stopped: IChainable;
}

/** Tools have ten seconds each and run side by side; the rest is for starting and for reading what was said. */
const TOOLS_TIMEOUT = Duration.seconds(60);

/**
 *   (start) ─▶ Take turn (guarded) ─▶ What does it say? ─┬─ an answer ─▶ (answered)
 *                 ▲    │unavailable                      ├─ nothing usable, no round left ─▶ (failed)
 *                 │    └─▶ (failed)                      ├─ no budget for tools ─▶ (stopped)
 *                 │                                      └─ use tools ─▶ Use tools ◀──────────────┐
 *                 │                                                          ▼                    │
 *                 └─────────────────────────────────── used ─ What came of the tools? ─ a person ─▶ (ask)
 *                                                                            └─ repeated, no budget ─▶ (stopped)
 *
 * One agent: a model that answers, or asks for tools and goes on with their results. Each call of the model is a guarded call of
 * its own, so what was paid is kept whatever fails afterwards.
 */
export function agentTurns(scope: Construct, props: AgentTurnsProps, after: AfterTurns): IChainable {
  const { names, budget, ask } = props;
  const v = turnVariables(names.variables);
  const name = (sentence: string) => `${names.states}${sentence}`;
  const error = (code: string, message: string) => ({ [v.error]: { code, message } });

  const failure = `$${names.variables}Failure.code`;
  const unreachable = Pass.jsonata(scope, name('No model could be reached'), {
    assign: error(MODEL_UNAVAILABLE, `{% "no model gave a usable answer: " & ${failure} %}`),
  });
  unreachable.next(after.failed);
  const unanswered =
    budget === undefined
      ? unreachable
      : Choice.jsonata(scope, name('Why did nobody answer?'))
          .when(Condition.jsonata(`{% ${failure} = "${BUDGET_EXCEEDED}" %}`), after.stopped, {
            assign: budgetSpent(v, budget.spentIn(totalsNow(v))),
          })
          .otherwise(unreachable);
  const turn = guardedModelCall(scope, {
    ...props.guard,
    callModel: props.takeTurn,
    chain: props.chain,
    request: `{"task": ${props.task}, "tools": ${props.tools}, "conversation": $${v.conversation}}`,
    maxTokens: String(props.maxTokens),
    spent: v.spent,
    ...(budget !== undefined && { allowed: budget.modelAllowed(totalsNow(v)) }),
    unavailable: () => unanswered,
    names,
  });

  const outcome = '$states.input.attempts[-1].outcome';
  const use = useTools(scope, props, after);
  const says = Choice.jsonata(scope, name('What does it say?'), {
    assign: error('Declined', `{% "the model did not answer: " & ${outcome} %}`),
  }).when(Condition.jsonata(`{% ${outcome} = "answered" %}`), after.answered, { assign: after.answeredAssign });
  says.when(Condition.jsonata(`{% ${outcome} = "tools" and $${v.rounds} >= ${props.rounds} %}`), after.failed, {
    assign: error('TooManyRounds', `it asked for tools more than ${props.rounds} times without an answer`),
  });
  says.when(Condition.jsonata(`{% ${outcome} = "tools" %}`), use, {
    assign: { [v.turn]: `{% ${CONTENT} %}`, [v.rounds]: `{% $${v.rounds} + 1 %}` },
  });
  says.otherwise(after.failed);

  const used = `$${v.used}`;
  const came = Choice.jsonata(scope, name('What came of the tools?'), {
    assign: error('Unanswered', 'it asked a person where nobody can be asked'),
  });
  came.when(Condition.jsonata(`{% ${used}.kind = "repeated" %}`), after.stopped, {
    assign: error('repeated-call', `{% "it called " & ${used}.tool & " with the same arguments for the third time" %}`),
  });
  if (ask !== undefined) came.when(Condition.jsonata(`{% ${used}.kind = "question" %}`), ask(use));
  if (budget !== undefined) {
    came.when(Condition.jsonata(`{% $not(${budget.modelAllowed(`${used}.totals`)}) %}`), after.stopped, {
      assign: {
        ...budgetSpent(v, budget.spentIn(`${used}.totals`)),
        [v.toolCalls]: `{% $${v.toolCalls} + ${used}.toolCalls %}`,
      },
    });
  }
  came.when(Condition.jsonata(`{% ${used}.kind = "used" %}`), turn, {
    assign: {
      [v.conversation]: `{% ${used}.conversation %}`,
      [v.toolCalls]: `{% $${v.toolCalls} + ${used}.toolCalls %}`,
      ...(budget !== undefined && { [v.totals]: `{% ${used}.totals %}`, [v.noted]: `{% $${v.spent} %}` }),
    },
  });
  came.otherwise(after.failed);
  use.next(came);
  turn.next(says);
  return turn;
}

/** What a run stops with when its budget is spent. */
export function budgetSpent({ error }: Pick<ReturnType<typeof turnVariables>, 'error'>, spentIn: string) {
  return { [error]: { code: 'budget', message: `{% "the budget of the run is spent: " & ${spentIn} %}` } };
}

/** JSONata: by the whole run, with what this agent has spent since it was noted last. */
function totalsNow({ totals, spent, noted }: ReturnType<typeof turnVariables>): string {
  const since = (field: string) => `"${field}": $${totals}.${field} + $${spent}.${field} - $${noted}.${field}`;
  return `$merge([$${totals}, {${['inputTokens', 'outputTokens', 'costUsd'].map(since).join(', ')}}])`;
}

function useTools(scope: Construct, props: AgentTurnsProps, after: AfterTurns): LambdaInvoke {
  const v = turnVariables(props.names.variables);
  const task = LambdaInvoke.jsonata(scope, `${props.names.states}Use tools`, {
    lambdaFunction: props.useTools,
    payload: TaskInput.fromObject({
      turn: `{% $${v.turn} %}`,
      conversation: `{% $${v.conversation} %}`,
      allowed: `{% ${props.tools} %}`,
      last: `{% $${v.rounds} >= ${props.rounds} %}`,
      answers: `{% $${v.answers} %}`,
      ledger: props.budget === undefined ? null : `{% ${props.budget.ledger} %}`,
    }),
    taskTimeout: Timeout.duration(TOOLS_TIMEOUT),
    retryOnServiceExceptions: false,
    assign: { [v.used]: '{% $states.result.Payload %}' },
  });
  addLambdaRetries(task);
  // Tools read, and change nothing: to run them again is safe.
  task.addRetry({ errors: ['States.ALL'], maxAttempts: 2, interval: Duration.seconds(2), backoffRate: 2 });
  task.addCatch(after.failed, {
    errors: ['States.ALL'],
    assign: {
      [v.error]: { code: 'ToolsFailed', message: '{% "its tools could not be run: " & $states.errorOutput.Error %}' },
    },
  });
  return task;
}
