import { mismatches } from '../../../functions/schemas/json-schema.ts';
import { toolDescriptions } from '../../../functions/tools/registry.ts';
import { toolRunner } from '../../../functions/tools/tool-runner.ts';
import type { Library, ToolOutput } from '../../../functions/tools/tool.ts';
import { memoryLibrary } from './memory-library.ts';

/** What a tool comes to; both what goes in and what comes out are as its description promises. */
export async function used<Value>(
  name: string,
  asked: unknown,
  library: Library = memoryLibrary({}).library,
): Promise<ToolOutput & { readonly value: Value }> {
  const [spec] = await toolDescriptions([name]);
  // As it comes from a model.
  const input: unknown = JSON.parse(JSON.stringify(asked));
  const bad = mismatches(spec!.input, input);
  if (bad.length > 0) throw new Error(`not an input of ${name}: ${bad.join('; ')}`);
  const output = await (await toolRunner(name))(input, { library });
  const wrong = mismatches(spec!.output, JSON.parse(JSON.stringify(output.value)));
  if (wrong.length > 0) throw new Error(`not an output of ${name}: ${wrong.join('; ')}`);
  return output as ToolOutput & { readonly value: Value };
}
