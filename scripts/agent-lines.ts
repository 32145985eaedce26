import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { short } from './terminal-text.ts';

/** A call of one of our functions, as a history has it. */
export interface TaskCall {
  /** The function's folder. */
  readonly step: string;
  readonly payload: unknown;
}

// The parts of payloads and answers that are told; each may be missing, since a large one travels by reference. Models wrote them,
// ids and names, too: every text goes through `short`.
interface Turn {
  readonly request?: {
    readonly task?: {
      readonly role?: string;
      readonly step?: { readonly id?: string };
      readonly question?: { readonly question?: string };
      readonly problem?: string | null;
    };
    readonly conversation?: { readonly answer?: readonly unknown[] };
  };
  readonly tier?: string;
}
interface Said<Answer> {
  readonly outcome?: string;
  readonly content?: { readonly answer?: Answer };
}
interface PlannedStep {
  readonly id: string;
  readonly dependsOn: readonly string[];
}

// What went wrong is worth more of a line.
const LONG = 160;

type Tell = (payload: never) => string | undefined;

/** What is told when a function is called. */
const CALLED: Readonly<Record<string, Tell>> = {
  'take-turn': ({ request, tier }: Turn) => {
    const begins = request?.conversation?.answer?.length === 0;
    const again = typeof request?.task?.problem === 'string' ? ' again' : '';
    return begins ? `  ▸ ${who(request?.task)}${again} (${short(tier ?? '?')})` : undefined;
  },
  'finish-step': ({ result }: { result?: { id?: string; status?: string; error?: { message?: string } } }) =>
    result?.status === 'done'
      ? `  ✓ ${short(result.id ?? 'step')}`
      : `  ✗ ${short(result?.id ?? 'step')}: ${short(result?.error?.message ?? 'not done', LONG)}`,
  'request-review': ({ subject }: { subject?: { content?: { answer?: { question?: string } } } }) =>
    `  ? asks a person: ${short(subject?.content?.answer?.question ?? 'a long question')}`,
  'format-result': () => 'Format result',
  'format-report': () => 'Format report',
};

/** What is told of what a function answered. */
const ANSWERED: Readonly<Record<string, (answer: never, payload: never) => string | undefined>> = {
  'plan-steps': ({ content }: Said<{ steps: readonly PlannedStep[] }>) =>
    content?.answer && `Plan: ${content.answer.steps.map(planned).join(', ')}`,
  'check-plan': ({ problems = [] }: { problems?: readonly string[] }) =>
    problems.length === 0 ? undefined : `Plan is faulty: ${problems.map((problem) => short(problem)).join('; ')}`,
  'take-turn': ({ outcome, content }: Said<TurnAnswer>, { request }: Turn) =>
    outcome === undefined ? undefined : turnLine(outcome, content?.answer, request?.task),
  'validate-results': ({ content }: Said<{ meetsCriteria: boolean; score: number; feedback: string }>) =>
    content?.answer &&
    `Validate: ${content.answer.meetsCriteria ? 'meets the criteria' : 'not good enough'}, score ${Number(content.answer.score)}: ${short(content.answer.feedback)}`,
  'refine-plan': ({ content }: Said<{ steps: readonly { id: string }[] }>) =>
    content?.answer && `Refine: ${content.answer.steps.map(({ id }) => short(id)).join(', ') || 'nothing'}`,
};

interface TurnAnswer {
  readonly toolCalls?: readonly { readonly name: string; readonly input: unknown }[];
  readonly questions?: readonly unknown[];
  readonly findings?: readonly unknown[];
  readonly sections?: readonly unknown[];
  readonly approved?: boolean;
  readonly issues?: readonly unknown[];
}

/** What an event says of the call that it belongs to. */
export function agentLine(event: HistoryEvent, { step, payload }: TaskCall): string | undefined {
  if (event.type === 'TaskScheduled') return CALLED[step]?.(payload as never);
  if (event.type !== 'TaskSucceeded') return undefined;
  const { Payload } = JSON.parse(event.taskSucceededEventDetails?.output ?? '{}') as { readonly Payload?: unknown };
  return Payload === undefined ? undefined : ANSWERED[step]?.(Payload as never, payload as never);
}

type Task = NonNullable<NonNullable<Turn['request']>['task']>;

function who(task: Task | undefined): string {
  const role = short(task?.role ?? 'agent');
  if (role === 'step') return short(task?.step?.id ?? role);
  const question = task?.question?.question;
  return question === undefined ? role : `${role}: ${short(question)}`;
}

function planned({ id, dependsOn }: PlannedStep): string {
  const after = dependsOn.map((needed) => short(needed)).join(', ');
  return after === '' ? short(id) : `${short(id)} (after ${after})`;
}

/** A turn whose answer travels by reference is told without what is in it. */
function turnLine(outcome: string, answer: TurnAnswer | undefined, task: Task | undefined): string | undefined {
  if (outcome === 'tools') {
    const calls = answer?.toolCalls;
    return `    ${who(task)}: ${calls === undefined ? 'asks for tools' : toolsIn(calls)}`;
  }
  // A step is told when it is finished.
  const said = outcome === 'answered' && task?.role !== undefined ? SAID[task.role] : undefined;
  return said && `  ✓ ${who(task)}${answer === undefined ? '' : `: ${said(answer)}`}`;
}

/** E.g. `search-documents "boilers" and 2 more`: agents ask for many at once. */
function toolsIn(calls: NonNullable<TurnAnswer['toolCalls']>): string {
  return Object.entries(Object.groupBy(calls, ({ name }) => name))
    .map(([name, of = []]) => {
      const more = of.length > 1 ? ` and ${of.length - 1} more` : '';
      return `${short(name)} ${gist(of[0]?.input)}${more}`;
    })
    .join(' · ');
}

/** The first words among the arguments, or all of them. */
function gist(input: unknown): string {
  const words = Object.values(input ?? {}).find((value) => typeof value === 'string');
  return short(JSON.stringify(words ?? input ?? null), 50);
}

/** What each agent of a report comes to. */
const SAID: Readonly<Record<string, (answer: TurnAnswer) => string>> = {
  gatherer: ({ questions }) => counted(questions, 'question'),
  analyst: ({ findings }) => counted(findings, 'finding'),
  writer: ({ sections }) => counted(sections, 'section'),
  reviewer: ({ approved, issues }) => (approved === true ? 'approved' : counted(issues, 'issue')),
};

function counted(list: readonly unknown[] = [], what: string): string {
  return `${list.length} ${what}${list.length === 1 ? '' : 's'}`;
}
