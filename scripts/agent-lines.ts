import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** A call of one of our functions, as a history has it. */
export interface TaskCall {
  /** The function's folder. */
  readonly step: string;
  readonly payload: unknown;
}

// The parts of payloads and answers that are told; each may be missing, since a large one travels by reference.
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

type Tell = (payload: never) => string | undefined;

/** What is told when a function is called. */
const CALLED: Readonly<Record<string, Tell>> = {
  'take-turn': ({ request, tier }: Turn) => {
    const begins = request?.conversation?.answer?.length === 0;
    const again = typeof request?.task?.problem === 'string' ? ' again' : '';
    return begins ? `  ▸ ${who(request?.task)}${again} (${tier ?? '?'})` : undefined;
  },
  'finish-step': ({ result }: { result?: { id?: string; status?: string; error?: { message?: string } } }) =>
    result?.status === 'done' ? `  ✓ ${result.id}` : `  ✗ ${result?.id}: ${result?.error?.message ?? 'not done'}`,
  'request-review': ({ subject }: { subject?: { content?: { answer?: { question?: string } } } }) =>
    `  ? asks a person: ${short(subject?.content?.answer?.question ?? '')}`,
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
    content?.answer && outcome !== undefined ? turnLine(outcome, content.answer, request?.task) : undefined,
  'validate-results': ({ content }: Said<{ meetsCriteria: boolean; score: number; feedback: string }>) =>
    content?.answer &&
    `Validate: ${content.answer.meetsCriteria ? 'meets the criteria' : 'not good enough'}, score ${content.answer.score}: ${short(content.answer.feedback)}`,
  'refine-plan': ({ content }: Said<{ steps: readonly { id: string }[] }>) =>
    content?.answer && `Refine: ${content.answer.steps.map(({ id }) => id).join(', ') || 'nothing'}`,
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
  if (task?.role === 'step') return task.step?.id ?? 'step';
  const question = task?.question?.question;
  return question === undefined ? (task?.role ?? 'agent') : `${task?.role}: ${short(question)}`;
}

function planned({ id, dependsOn }: PlannedStep): string {
  return dependsOn.length === 0 ? id : `${id} (after ${dependsOn.join(', ')})`;
}

function turnLine(outcome: string, answer: TurnAnswer, task: Task | undefined): string | undefined {
  if (outcome === 'tools') {
    const calls = (answer.toolCalls ?? []).map(({ name, input }) => `${name} ${short(JSON.stringify(input))}`);
    return `    ${who(task)}: ${calls.join(' · ')}`;
  }
  switch (task?.role) {
    case 'gatherer':
      return `  ✓ gatherer: ${counted(answer.questions, 'question')}`;
    case 'analyst':
      return `  ✓ analyst: ${counted(answer.findings, 'finding')}`;
    case 'writer':
      return `  ✓ writer: ${counted(answer.sections, 'section')}`;
    case 'reviewer':
      return `  ✓ reviewer: ${answer.approved ? 'approved' : counted(answer.issues, 'issue')}`;
    default:
      return undefined;
  }
}

function counted(list: readonly unknown[] = [], what: string): string {
  return `${list.length} ${what}${list.length === 1 ? '' : 's'}`;
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
