import { synthesizedDefinition } from '../../support/synthesized-definition.ts';
import { runAgents } from './agent-world.ts';
import type { Play } from './agent-world.ts';

/** The JSON that would be deployed. */
const DEFINITION = synthesizedDefinition('agent-loop');

/** The output, as far as tests look at it. */
export interface Output {
  readonly result: string | null;
  readonly resultRef?: unknown;
  readonly steps: readonly {
    id: string;
    status: string;
    output?: string;
    outputRef?: unknown;
    error?: { code: string };
  }[];
  readonly validation: { meetsCriteria: boolean; score: number; feedback: string };
  readonly iterations: number;
  readonly stopReason: string;
  readonly status: string;
  readonly usage: { inputTokens: number; outputTokens: number };
  readonly toolCalls: number;
  readonly costUsd: number;
}

/** Plays a run of the machine as it would be deployed. */
export const run = async (play: Play = {}, input: object = {}) => {
  const result = await runAgents(DEFINITION, play, { goal: 'Find out', ...input });
  return { ...result, output: result.output as unknown as Output };
};
