import type { EventObject, EventValue } from './event-pattern.ts';
import { isEventObject } from './event-pattern.ts';

/** What a rule's target gets to see of the event. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html */
export interface TargetInput {
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

/** Every path that a target's input is made from. */
export function inputPaths({ InputPath, InputTransformer }: TargetInput): readonly string[] {
  return [...(InputPath === undefined ? [] : [InputPath]), ...Object.values(InputTransformer?.InputPathsMap ?? {})];
}

/** The JSON text that the target receives. */
export function targetInput(
  target: TargetInput,
  event: EventObject,
  rule: { readonly arn: string; readonly name: string },
): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(event, target.InputPath) ?? null);
  if (target.InputTransformer === undefined) return JSON.stringify(event);
  const { InputPathsMap: paths = {}, InputTemplate: template } = target.InputTransformer;
  const values = new Map<string, EventValue | undefined>([
    ['aws.events.rule-arn', rule.arn],
    ['aws.events.rule-name', rule.name],
    ['aws.events.event.ingestion-time', event['time']],
    ['aws.events.event', Object.fromEntries(Object.entries(event).filter(([name]) => name !== 'detail'))],
    ['aws.events.event.json', event],
    ...Object.entries(paths).map(([name, path]) => [name, valueAt(event, path)] as const),
  ]);
  return fillTemplate(template, values);
}

/** `<name>` becomes its JSON; within a quoted text, text becomes itself and anything else its JSON, escaped. */
function fillTemplate(template: string, values: ReadonlyMap<string, EventValue | undefined>): string {
  let quoted = false;
  return template.replace(/\\.|"|<([\w.-]+)>/gs, (part, name: string | undefined) => {
    if (part === '"') quoted = !quoted;
    if (name === undefined || !values.has(name)) return part;
    const value = values.get(name);
    if (!quoted) return JSON.stringify(value ?? null);
    const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
    return JSON.stringify(text).slice(1, -1);
  });
}

/** EventBridge knows only names and indexes in its paths: `$.detail.items[0]['name']`. */
export function valueAt(event: EventValue, path: string): EventValue | undefined {
  const steps = path.match(/^\$((?:\.[\w-]+|\['[^']*'\]|\["[^"]*"\]|\[\d+\])*)$/)?.[1];
  if (steps === undefined) throw new Error(`path ${path} is not supported; EventBridge knows $.name, ['name'] and [0]`);
  return [...steps.matchAll(/[\w-]+|'[^']*'|"[^"]*"/g)]
    .map(([step]) => step.replace(/^['"]|['"]$/g, ''))
    .reduce<EventValue | undefined>((value, step) => {
      if (Array.isArray(value)) return (value as readonly EventValue[])[Number(step)];
      return isEventObject(value) ? value[step] : undefined;
    }, event);
}
