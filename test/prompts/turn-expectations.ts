import * as z from 'zod';
import type { ToolCall, ToolSpec } from '../../functions/model-gateway/gateway.ts';
import { mismatches } from '../../functions/schemas/json-schema.ts';

/** Of a tool, or of tools any of which will do. */
const names = z.union([z.string(), z.array(z.string()).min(2)]);
/** Each of these texts stands in the arguments of one call, without regard to capitals. */
const containing = { containing: z.array(z.string()).min(1).optional() };

/** What a turn has to be like, whether it asks for tools or answers. */
export const turnExpectation = z.union([
  z.strictObject({ asks: names, ...containing }),
  z.strictObject({ asksNot: names, ...containing }),
  z.strictObject({ asksNothing: z.literal(true) }),
]);
export type TurnExpectation = z.infer<typeof turnExpectation>;

/** Why the tools that a turn asks for do not meet an expectation; undefined when they do. An answer asks for none. */
export function unmetByTurn(
  expected: TurnExpectation,
  calls: readonly ToolCall[],
  tools: readonly ToolSpec[],
): string | undefined {
  if ('asksNothing' in expected)
    return calls.length === 0 ? undefined : `no tool should be asked for, but ${shown(calls)}`;
  if ('asks' in expected) {
    // A call that the tool would refuse is none that helps.
    const sound = calls.filter((call) => isSound(call, tools));
    if (sound.some((call) => isMeant(call, expected.asks, expected.containing))) return undefined;
    return `${named(expected.asks, expected.containing)} should be asked for, but ${shown(calls)}`;
  }
  return calls.some((call) => isMeant(call, expected.asksNot, expected.containing))
    ? `${named(expected.asksNot, expected.containing)} should not be asked for, but ${shown(calls)}`
    : undefined;
}

function isSound({ name, input }: ToolCall, tools: readonly ToolSpec[]): boolean {
  const spec = tools.find((tool) => tool.name === name);
  return spec !== undefined && mismatches(spec.inputSchema, input).length === 0;
}

function isMeant(
  { name, input }: ToolCall,
  wanted: string | readonly string[],
  texts: readonly string[] = [],
): boolean {
  const said = JSON.stringify(input).toLowerCase();
  return [wanted].flat().includes(name) && texts.every((text) => said.includes(text.toLowerCase()));
}

function named(wanted: string | readonly string[], texts: readonly string[] = []): string {
  const which = [wanted].flat().join(' or ');
  return texts.length === 0 ? which : `${which} with ${texts.map((text) => JSON.stringify(text)).join(' and ')}`;
}

const MOST_SHOWN = 400;

function shown(calls: readonly ToolCall[]): string {
  if (calls.length === 0) return 'none was';
  const text = calls.map(({ name, input }) => `${name} ${JSON.stringify(input)}`).join(', ');
  return `asked was ${text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)} …`}`;
}
