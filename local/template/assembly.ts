import path from 'node:path';
import type { Assets } from './assets.ts';
import { readAssets } from './assets.ts';
import { TemplateError } from './errors.ts';
import { topologicalOrder } from './order.ts';
import { readJsonFile } from './read-json-file.ts';
import type { Template, TemplateObject } from './template.ts';
import { isTemplateList, isTemplateObject } from './template.ts';

export interface Stack {
  /** The stack's name in CloudFormation. */
  readonly name: string;
  readonly template: Template;
  readonly templateFile: string;
  readonly assets: Assets;
  /** Values that the assembly gives to the template's parameters. */
  readonly parameters: TemplateObject;
}

interface Artifact {
  readonly id: string;
  readonly type: string;
  readonly properties: TemplateObject;
  readonly dependencies: readonly string[];
  readonly directory: string;
}

/**
 * Reads a cloud assembly (`cdk.out`) with its nested ones (stages) and returns its stacks, each after those it depends on.
 * Throws a TemplateError that names the file, the cause and the fix.
 */
export function readAssembly(directory: string): readonly Stack[] {
  const artifacts = new Map(readArtifacts(path.resolve(directory)).map((artifact) => [artifact.id, artifact]));
  const order = topologicalOrder(
    [...artifacts.keys()],
    // An assembly may depend on artifacts that hold no stack (a stage, metadata); those change no order.
    (id) => artifacts.get(id)!.dependencies.filter((other) => artifacts.has(other)),
    'stacks',
  );
  const ordered = order.map((id) => artifacts.get(id)!);
  const stacks = ordered.filter(({ type }) => type === 'aws:cloudformation:stack');
  if (stacks.length === 0) {
    throw new TemplateError(
      `${path.join(directory, 'manifest.json')} names no stack. Run "npm run synth" to write it again.`,
    );
  }
  return stacks.map((artifact) => readStack(artifact, artifacts));
}

function readArtifacts(directory: string): readonly Artifact[] {
  const file = path.join(directory, 'manifest.json');
  const artifacts = readJsonFile(file)['artifacts'];
  if (!isTemplateObject(artifacts)) {
    throw new TemplateError(`${file} has no "artifacts". Run "npm run synth" to write it again.`);
  }
  return Object.entries(artifacts).flatMap(([id, value]) => {
    if (!isTemplateObject(value)) return [];
    const properties = isTemplateObject(value['properties']) ? value['properties'] : {};
    const dependencies = isTemplateList(value['dependencies']) ? value['dependencies'].map(String) : [];
    const artifact = { id, type: String(value['type']), properties, dependencies, directory };
    if (artifact.type !== 'cdk:cloud-assembly') return [artifact];
    return [artifact, ...readArtifacts(path.join(directory, textOf(artifact, 'directoryName', file)))];
  });
}

function readStack(artifact: Artifact, artifacts: ReadonlyMap<string, Artifact>): Stack {
  const manifest = path.join(artifact.directory, 'manifest.json');
  const templateFile = path.join(artifact.directory, textOf(artifact, 'templateFile', manifest));
  const assetFiles = artifact.dependencies
    .map((id) => artifacts.get(id))
    .filter((dependency) => dependency?.type === 'cdk:asset-manifest')
    .map((dependency) => path.join(artifact.directory, textOf(dependency!, 'file', manifest)));
  const { stackName, parameters } = artifact.properties;
  return {
    name: typeof stackName === 'string' ? stackName : artifact.id,
    template: readJsonFile(templateFile) as Template,
    templateFile,
    assets: readAssets(assetFiles),
    parameters: isTemplateObject(parameters) ? parameters : {},
  };
}

function textOf(artifact: Artifact, property: string, manifest: string): string {
  const value = artifact.properties[property];
  if (typeof value === 'string') return value;
  throw new TemplateError(
    `${manifest}: artifact ${artifact.id} has no ${property}. Run "npm run synth" to write it again.`,
  );
}
