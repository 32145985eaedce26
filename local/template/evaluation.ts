import type { Stack } from './assembly.ts';
import { evaluateCondition } from './conditions.ts';
import { TemplateError } from './errors.ts';
import type { Scope } from './intrinsics.ts';
import { NO_VALUE, resolve } from './intrinsics.ts';
import { topologicalOrder } from './order.ts';
import { parameterValue } from './parameters.ts';
import { pseudoParameters } from './pseudo-parameters.ts';
import { referencesOf } from './references.ts';
import type { TemplateObject, TemplateResource, TemplateValue } from './template.ts';

/** What a built resource answers to Ref and Fn::GetAtt. */
export interface ResourceValues {
  readonly ref: string;
  readonly attributes: TemplateObject;
}

export interface StackEvaluation {
  readonly stack: Stack;
  /** The resources to create, each after those it needs; one with a false condition is not among them. */
  readonly resources: readonly { readonly logicalId: string; readonly type: string }[];
  /** The resource's properties without intrinsic functions; what it refers to must be recorded before. */
  properties(logicalId: string): TemplateObject;
  record(logicalId: string, values: ResourceValues): void;
  /** Resolves the outputs and adds the exported ones to `exports`. Once, when every resource is recorded. */
  outputs(): TemplateObject;
}

/** Turns a stack's template into values, as CloudFormation would; `exports` and `published`, all stacks' outputs, are shared. */
export function evaluateStack(
  stack: Stack,
  exports: Map<string, TemplateValue>,
  published = new Map<string, TemplateObject>(),
): StackEvaluation {
  const { template } = stack;
  const pseudo = pseudoParameters(stack.name);
  const conditions = new Map<string, boolean>();
  const deciding: string[] = [];
  const built = new Map<string, ResourceValues>();
  const at = <T>(place: string, work: () => T): T => located(`stack ${stack.name}, ${place}`, work);

  const scope: Scope = {
    ref(name) {
      if (name === 'AWS::NoValue') return NO_VALUE;
      const fixed = pseudo.get(name) ?? built.get(name)?.ref;
      if (fixed !== undefined) return fixed;
      const parameter = template.Parameters?.[name];
      if (parameter !== undefined) return parameterValue(name, parameter, stack.parameters[name]);
      throw new TemplateError(unresolved(name));
    },
    attribute(logicalId, attribute) {
      const values = built.get(logicalId);
      if (values === undefined) throw new TemplateError(unresolved(logicalId));
      const value = values.attributes[attribute];
      if (value !== undefined) return value;
      const type = template.Resources?.[logicalId]?.Type;
      throw new TemplateError(
        `attribute ${attribute} of ${logicalId} (${type}) is not known here; its builder must give it`,
      );
    },
    condition(name) {
      const known = conditions.get(name);
      if (known !== undefined) return known;
      const definition = template.Conditions?.[name];
      if (definition === undefined) throw new TemplateError(`condition ${name} is not in the template`);
      if (deciding.includes(name)) throw new TemplateError(`condition ${name} depends on itself`);
      deciding.push(name);
      const value = evaluateCondition(definition, scope);
      deciding.pop();
      conditions.set(name, value);
      return value;
    },
    mapping: (map) => template.Mappings?.[map],
    importValue(name) {
      const value = exports.get(name);
      if (value === undefined)
        throw new TemplateError(`No export named ${name} found; no stack deployed before exports it`);
      return value;
    },
    stackOutput(stackName, outputName) {
      const value = published.get(stackName)?.[outputName];
      if (value === undefined)
        throw new TemplateError(`No output ${outputName} of stack ${stackName} found; no stack deployed before has it`);
      return value;
    },
  };

  function unresolved(name: string): string {
    const resource = template.Resources?.[name];
    if (resource === undefined) return `Unresolved resource dependencies [${name}]: the template has no such resource`;
    if (!created(resource))
      return `Unresolved resource dependencies [${name}]: its condition ${resource.Condition} is false`;
    return `Unresolved resource dependencies [${name}]: it is not built yet`;
  }

  const created = ({ Condition }: TemplateResource) => Condition === undefined || scope.condition(Condition);

  function dependencies(logicalId: string, resource: TemplateResource): readonly string[] {
    const named = [resource.DependsOn ?? []].flat();
    const used = at(`resource ${logicalId}`, () => referencesOf(resource.Properties ?? {}, scope));
    return [...named, ...used].filter((name) => resources.has(name));
  }

  at('Transform', () => refuseTransforms(template.Transform));
  const resources = new Map(
    Object.entries(template.Resources ?? {}).filter(([id, resource]) => at(`resource ${id}`, () => created(resource))),
  );
  const order = at('Resources', () =>
    topologicalOrder([...resources.keys()], (id) => dependencies(id, resources.get(id)!), 'resources'),
  );

  return {
    stack,
    resources: order.map((logicalId) => ({ logicalId, type: resources.get(logicalId)!.Type })),
    properties: (logicalId) =>
      at(`resource ${logicalId}`, () => resolve(resources.get(logicalId)?.Properties ?? {}, scope) as TemplateObject),
    record: (logicalId, values) => void built.set(logicalId, values),
    outputs() {
      const outputs: Record<string, TemplateValue> = {};
      for (const [name, { Value, Condition, Export }] of Object.entries(template.Outputs ?? {})) {
        if (Condition !== undefined && !scope.condition(Condition)) continue;
        at(`output ${name}`, () => {
          outputs[name] = resolve(Value, scope);
          if (Export !== undefined) addExport(exports, String(resolve(Export.Name, scope)), outputs[name]);
        });
      }
      published.set(stack.name, outputs);
      return outputs;
    },
  };
}

function addExport(exports: Map<string, TemplateValue>, name: string, value: TemplateValue): void {
  if (exports.has(name)) throw new TemplateError(`Export with name ${name} is already exported by another stack`);
  exports.set(name, value);
}

function refuseTransforms(transform: TemplateValue | undefined): void {
  for (const name of [transform ?? []].flat()) {
    // Its functions are built in here; every other transform rewrites the template on a server of AWS.
    if (name !== 'AWS::LanguageExtensions')
      throw new TemplateError(`transform ${JSON.stringify(name)} is not supported`);
  }
}

function located<T>(place: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TemplateError) || error.message.startsWith('stack ')) throw error;
    throw new TemplateError(`${place}: ${error.message}`, { cause: error });
  }
}
