import { folderFile } from './registry.ts';
import type { RunTool } from './tool.ts';

/** The code of a tool, loaded when it is first used. Apart from the registry, so that who only describes tools has none of it. */
export async function toolRunner(name: string): Promise<RunTool> {
  const file = `${name}.ts`;
  const { run } = await folderFile(name, file, () => import(`./${name}/${name}.ts`) as Promise<{ run?: RunTool }>);
  if (run === undefined) throw new Error(`functions/tools/${name}/${file} has to export \`run\``);
  return run;
}
