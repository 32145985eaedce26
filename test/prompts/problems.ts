import type { ToolCall, ToolSpec } from '../../functions/model-gateway/gateway.ts';
import type { JsonSchema } from '../../functions/schemas/json-schema.ts';
import { unmet } from './expectations.ts';
import type { Expectation } from './expectations.ts';
import { unmetByTurn } from './turn-expectations.ts';
import type { TurnExpectation } from './turn-expectations.ts';

/** What a model said: an answer, or which tools have to be run before there is one. */
export type Said = { readonly answer: unknown } | { readonly toolCalls: readonly ToolCall[] };

export interface AskedWith {
  readonly schema?: JsonSchema;
  readonly tools: readonly ToolSpec[];
}

/** A sentence for each expectation that is not met. */
export function problemsOf(
  expected: readonly (Expectation | TurnExpectation)[],
  said: Said,
  { schema, tools }: AskedWith,
): readonly string[] {
  const ofTurn = expected.filter(isOfTurn);
  const ofAnswer = expected.filter((one): one is Expectation => !isOfTurn(one));
  const calls = 'toolCalls' in said ? said.toolCalls : [];
  const turned = ofTurn.flatMap((one) => unmetByTurn(one, calls, tools) ?? []);
  if ('answer' in said) return [...turned, ...ofAnswer.flatMap((one) => unmet(one, said.answer, schema) ?? [])];
  const names = [...new Set(calls.map(({ name }) => name))].join(', ');
  return ofAnswer.length === 0 ? turned : [...turned, `there should be an answer, but the model asked for ${names}`];
}

function isOfTurn(expected: Expectation | TurnExpectation): expected is TurnExpectation {
  return 'asks' in expected || 'asksNot' in expected || 'asksNothing' in expected;
}
