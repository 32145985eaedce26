import type { Stack } from '../template/assembly.ts';
import { TemplateError } from '../template/errors.ts';
import type { StackEvaluation } from '../template/evaluation.ts';
import { evaluateStack } from '../template/evaluation.ts';
import type { TemplateObject, TemplateValue } from '../template/template.ts';
import type { Built } from './builder.ts';
import { BUILDERS } from './builders.ts';
import type { Cloud } from './cloud.ts';
import { localUrls } from './local-urls.ts';
import { physicalName } from './physical-name.ts';
import { Properties } from './properties.ts';

export interface DeployedResource extends Built {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
}

export interface Deployment {
  /** In the order in which they were built. */
  readonly resources: readonly DeployedResource[];
  /** Stack name → its outputs. */
  readonly outputs: Readonly<Record<string, TemplateObject>>;
}

/**
 * Builds every resource of the stacks, which are in the order of `readAssembly`. Looks at all types before it builds the
 * first resource; throws a TemplateError that lists every unsupported one, or names the resource that failed and why.
 */
export async function deploy(stacks: readonly Stack[], cloud: Cloud): Promise<Deployment> {
  const exports = new Map<string, TemplateValue>();
  const published = new Map<string, TemplateObject>();
  const evaluations = stacks.map((stack) => evaluateStack(stack, exports, published));
  refuseUnsupported(evaluations);
  const resources: DeployedResource[] = [];
  const outputs: Record<string, TemplateObject> = {};
  for (const evaluation of evaluations) {
    for (const { logicalId, type } of evaluation.resources) {
      const built = await build(evaluation, logicalId, type, cloud);
      evaluation.record(logicalId, built);
      resources.push({ stackName: evaluation.stack.name, logicalId, type, ...built });
    }
    outputs[evaluation.stack.name] = localUrls(evaluation.outputs(), cloud);
  }
  return { resources, outputs };
}

async function build(
  { stack, properties }: StackEvaluation,
  logicalId: string,
  type: string,
  cloud: Cloud,
): Promise<Built> {
  const resolved = new Properties(localUrls(properties(logicalId), cloud));
  try {
    return await BUILDERS[type]!(
      {
        stackName: stack.name,
        logicalId,
        type,
        properties: resolved,
        assets: stack.assets,
        physicalName: (rules) => physicalName(stack.name, logicalId, rules),
      },
      cloud,
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new TemplateError(`stack ${stack.name}, resource ${logicalId} (${type}): ${message}`, { cause: error });
  }
}

function refuseUnsupported(evaluations: readonly StackEvaluation[]): void {
  const unsupported = evaluations.flatMap(({ stack, resources }) =>
    resources
      .filter(({ type }) => !Object.hasOwn(BUILDERS, type))
      .map(({ logicalId, type }) => `  ${type}  ${logicalId} in stack ${stack.name}`),
  );
  if (unsupported.length === 0) return;
  const fix = 'Add a builder to local/resources/builders.ts, or leave these resources out of this app';
  throw new TemplateError(`The local cloud cannot build these resources:\n${unsupported.join('\n')}\n${fix}.`);
}
