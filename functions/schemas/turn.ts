import type { Message, ToolCall } from '../model-gateway/gateway.ts';
import type { Carried } from './carried.ts';
import type { Criticism, PlanStep, Spending, StepResult } from './agent.ts';
import type { Analysis, Outline, ReportDraft, ReportIssue, ResearchQuestion, Topic } from './research.ts';

/** Who takes a turn, and with what: each role has its own prompt and its own form of answer. */
export type AgentTask =
  | {
      readonly role: 'step';
      readonly goal: string;
      readonly criteria: readonly string[];
      readonly step: PlanStep;
      /** Results of the steps that it depends on. */
      readonly needs: readonly StepResult[];
      /** What the validator found wrong with the last attempt; null for a first one. */
      readonly problem: Criticism['problem'] | null;
    }
  | ({ readonly role: 'gatherer' } & Topic)
  | ({ readonly role: 'analyst'; readonly question: ResearchQuestion } & Topic)
  | ({
      readonly role: 'writer';
      readonly outline: Outline;
      readonly analyses: readonly Carried<Analysis>[];
      /** What the reviewer wants mended of a first draft; null and empty before there is one. */
      readonly draft: Carried<ReportDraft> | null;
      readonly issues: readonly ReportIssue[];
    } & Topic)
  | ({ readonly role: 'reviewer'; readonly draft: Carried<ReportDraft> } & Topic);

export type AgentRole = AgentTask['role'];

/** What a turn is about: one question to a model, which answers or asks for tools. */
export interface TurnRequest {
  readonly task: AgentTask;
  /** Names of the tools that it may ask for. */
  readonly tools: readonly string[];
  /** Everything after the first message: what the model said, and what its tools answered. `{answer: []}` at first. */
  readonly conversation: Carried<readonly Message[]>;
}

/** What a model said that wants tools run before it goes on. */
export interface ToolTurn {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
}

export interface UseToolsRequest {
  readonly turn: Carried<ToolTurn>;
  readonly conversation: TurnRequest['conversation'];
  /** Names of the tools that may be used. */
  readonly allowed: readonly string[];
  /** The model gets no further round, and is told so. */
  readonly last: boolean;
  /** What became of questions to persons, by the id of the tool call that asks. */
  readonly answers: Readonly<Record<string, PersonsAnswer>>;
  /** Where the run's spending is noted; null for a workflow without a budget. */
  readonly ledger: LedgerEntry | null;
}

export interface PersonsAnswer {
  /** False when nobody answered, declined, or could be asked; `text` says which. */
  readonly answered: boolean;
  readonly text: string;
}

export interface LedgerEntry {
  /** The key of the step board. */
  readonly board: string;
  readonly ticket: number;
  /** By this ticket so far, in all. */
  readonly spent: Spending;
  /** Of the whole run; what goes beyond it is not run. */
  readonly mostToolCalls: number;
}

export type UseToolsAnswer =
  | {
      readonly kind: 'used';
      /** With the model's turn and the tools' results. */
      readonly conversation: TurnRequest['conversation'];
      /** How many were run. */
      readonly toolCalls: number;
      /** By the whole run so far; null without a ledger. */
      readonly totals: Spending | null;
    }
  /** A person has to answer first; no tool has been run. */
  | { readonly kind: 'question'; readonly toolCallId: string; readonly question: string }
  /** For the third time; no tool has been run. */
  | { readonly kind: 'repeated'; readonly tool: string };
