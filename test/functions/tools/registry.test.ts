import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { schemasWithin } from '../../../functions/schemas/json-schema.ts';
import { toolDescriptions } from '../../../functions/tools/registry.ts';
import { toolRunner } from '../../../functions/tools/tool-runner.ts';

const ROOT = fileURLToPath(new URL('../../../functions/tools/', import.meta.url));
const folders = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

describe('the registry of tools', () => {
  it('finds each folder as a tool, with its code unless a person answers', async () => {
    const specs = await toolDescriptions(folders);
    expect(specs.map(({ name }) => name)).toEqual(folders);
    for (const { name, asks } of specs) {
      if (asks === 'person') await expect(toolRunner(name)).rejects.toThrow(`functions/tools/${name}/${name}.ts`);
      else expect(await toolRunner(name)).toBeInstanceOf(Function);
    }
  });

  it('closes every object of an input schema', async () => {
    const open = (path: string, schema: unknown): readonly string[] => {
      const { type, additionalProperties, ...rest } = schema as Record<string, unknown>;
      return [
        ...(type === 'object' && additionalProperties !== false ? [path] : []),
        ...Object.entries(rest).flatMap(([keyword, value]) =>
          schemasWithin(keyword, value).flatMap(([name, inner]) => open(`${path}.${name}`, inner)),
        ),
      ];
    };
    for (const { name, input } of await toolDescriptions(folders)) expect(open(name, input)).toEqual([]);
  });

  it.each(['no-such-tool', '../stores', 'search-documents/spec.ts#', '', 'Calculate'])(
    'says what is wrong with the name %j',
    async (name) => {
      const problem = /is there a functions\/tools\/no-such-tool\/|cannot be the name of a tool/;
      await expect(toolDescriptions([name])).rejects.toThrow(problem);
      await expect(toolRunner(name)).rejects.toThrow(problem);
    },
  );
});
