import type { ToolDescription } from './tool.ts';

/**
 * What models are told of these tools. A tool is found by its folder, so a new one is a new folder and nothing else: the path
 * has a literal beginning and end, by which esbuild finds all that it may stand for.
 * https://esbuild.github.io/api/#glob
 */
export function toolDescriptions(names: readonly string[]): Promise<readonly ToolDescription[]> {
  return Promise.all(names.map(described));
}

async function described(name: string): Promise<ToolDescription> {
  const { spec } = await folderFile(
    name,
    'spec.ts',
    () => import(`./${name}/spec.ts`) as Promise<{ spec?: ToolDescription }>,
  );
  if (spec === undefined) throw new Error(`functions/tools/${name}/spec.ts has to export \`spec\``);
  if (spec.name !== name) {
    throw new Error(`functions/tools/${name}/spec.ts describes ${spec.name}; a tool is called as its folder`);
  }
  return spec;
}

/** Loads a file of a tool's folder; the error says which file is missing. */
export async function folderFile<Module>(tool: string, file: string, load: () => Promise<Module>): Promise<Module> {
  // Names come from plans, which models write: without this one could name a way out of the folder.
  if (!/^[a-z][a-z0-9-]*$/.test(tool)) throw new Error(`${JSON.stringify(tool)} cannot be the name of a tool`);
  try {
    return await load();
  } catch (cause) {
    throw new Error(`tool ${tool} cannot be loaded: is there a functions/tools/${tool}/${file}?`, { cause });
  }
}
