import type { ModelRequest } from '../../../local/models/driver.ts';
import { textOf } from '../conversation.ts';

/** What a role is asked to do: the sections of the first message, and what its tools have said since. */
export interface Task {
  /** A section as text; empty where the request has none. */
  text(name: string): string;
  /** A section as JSON; undefined where the request has none or it is broken. */
  json(name: string): unknown;
  /** Every tool that was used so far, in order. */
  readonly uses: readonly ToolUse[];
  /** How many times tools were asked for. */
  readonly rounds: number;
  /** Names of the tools that may still be asked for. */
  readonly tools: readonly string[];
  /** Names of the tools that there were from the beginning. */
  readonly offered: readonly string[];
}

export interface ToolUse {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** What came back: JSON where it is any, else the text. */
  readonly value: unknown;
  readonly isError: boolean;
}

type Block = NonNullable<NonNullable<ModelRequest['messages']>[number]['content']>[number];

// Said to a model that gets no further round; in the words of a result, which documents do not share.
const NO_MORE_TOOLS =
  /\bno (?:more|further) (?:tools?|rounds?|calls?)\b|\b(?:may not|cannot|can no longer) (?:use|ask for|call) (?:any )?(?:more |further )?tools?\b/i;

export function taskOf(request: ModelRequest): Task {
  const [first, ...others] = request.messages ?? [];
  const sections = sectionsOf(textOf(first));
  const blocks = others.flatMap(({ content }) => content ?? []);
  const results = new Map(
    blocks.flatMap(({ toolResult }) => (toolResult === undefined ? [] : [[toolResult.toolUseId, toolResult] as const])),
  );
  const uses = blocks.flatMap(({ toolUse }): readonly ToolUse[] => {
    if (toolUse === undefined) return [];
    const result = results.get(toolUse.toolUseId);
    const input = isFields(toolUse.input) ? toolUse.input : {};
    return [{ name: toolUse.name ?? '', input, value: valueOf(result?.content), isError: result?.status === 'error' }];
  });
  const specs = (request.toolConfig?.tools ?? []).flatMap(({ toolSpec }) => (toolSpec === undefined ? [] : [toolSpec]));
  const offered = specs.flatMap(({ name }) => name ?? []);
  // Converse wants tools described wherever messages speak of them, also of those that are not to be had any more.
  const withdrawn = new Set(
    specs.flatMap(({ name, description }) => (/^not available\b/i.test(description ?? '') ? [name ?? ''] : [])),
  );
  const isOver = others.some((message) => message.role === 'user' && NO_MORE_TOOLS.test(saidBeside(message.content)));
  return {
    text: (name) => unescaped(sections.get(name) ?? ''),
    json: (name) => parsed(sections.get(name)),
    uses,
    rounds: others.filter(({ content }) => content?.some(({ toolUse }) => toolUse !== undefined)).length,
    tools: isOver ? [] : offered.filter((name) => !withdrawn.has(name)),
    offered,
  };
}

/** `<goal>\n…\n</goal>`; what stands in a section cannot open or close one, so the first end is the end. */
function sectionsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/^<([a-z][\w-]*)>\n([\s\S]*?)\n?<\/\1>\s*$/gm)].map(([, name = '', content = '']) => [
      name,
      content,
    ]),
  );
}

function unescaped(text: string): string {
  return text.replace(/&lt;(?=\s*\/?\s*[a-z])/gi, '<').trim();
}

function valueOf(content: readonly object[] | undefined): unknown {
  const blocks = (content ?? []) as readonly { readonly text?: string; readonly json?: unknown }[];
  const json = blocks.find((block) => block.json !== undefined)?.json;
  if (json !== undefined) return json;
  const text = blocks.map((block) => block.text ?? '').join('\n');
  return parsed(text) ?? text;
}

/** Text of a message, and of results that are sentences rather than JSON. */
function saidBeside(content: readonly Block[] | undefined): string {
  return (content ?? [])
    .flatMap(({ text, toolResult }) => {
      const said = valueOf(toolResult?.content);
      return [text ?? '', typeof said === 'string' ? said : ''];
    })
    .join('\n');
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The items of a list that are objects; none where there is no list. */
export function fieldsIn(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter((item) => isFields(item)) : [];
}

/** The items of a list that are texts. */
export function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** A field as text; empty where it is none. */
export function textAt(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string' ? value : '';
}
