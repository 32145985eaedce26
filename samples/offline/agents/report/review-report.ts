import type { Responder, ToolWish } from '../../conversation.ts';
import { knownTables } from '../evidence/tables.ts';
import { overviews } from '../evidence/table-queries.ts';
import { newWishes } from '../evidence/wishes.ts';
import { structured } from '../structured.ts';
import { fieldsIn, isFields, taskOf, textAt } from '../task.ts';
import type { Task } from '../task.ts';
import { NAMES_THE_GAP } from './draft.ts';
import type { Issue } from './mend-draft.ts';

// These say what follows from the sections before.
const OWN_THOUGHTS = ['Implications', 'Recommendations', 'Conclusion'];
const CITED = /\[@([^\]\n]+)\]/g;
const MOST_ISSUES = 12;
const EACH_ISSUE = 0.1;

/** `review-report`: reads what is cited, and compares the figures of the draft with it. */
export const reviewReport: Responder = (request) => {
  const task = taskOf(request);
  const given = task.json('draft');
  const draft = isFields(given) ? given : {};
  const parts = [
    { heading: 'summary', body: textAt(draft, 'summary') },
    ...fieldsIn(draft.sections).map((part) => ({ heading: textAt(part, 'heading'), body: textAt(part, 'body') })),
  ];
  const toolCalls = nextLook(task, parts.map(({ body }) => body).join('\n'));
  return toolCalls.length > 0 ? { toolCalls } : structured(reviewOf(parts, task), request);
};

interface Part {
  readonly heading: string;
  readonly body: string;
}

/** Each document that is cited is read once; tables, which cannot be read, are looked at. */
function nextLook(task: Task, text: string): readonly ToolWish[] {
  if (task.rounds > 2) return [];
  const cited = [...new Set([...text.matchAll(CITED)].map(([, id = '']) => id))];
  const tables = tablesIn(task);
  return newWishes(task, [
    ...cited.filter((id) => !tables.includes(id)).map((id) => ({ name: 'fetch-document', input: { id } })),
    ...overviews(tables),
  ]);
}

/** What could not be read because it is a table. */
function tablesIn({ uses }: Task): readonly string[] {
  return uses.flatMap(({ name, isError, value, input }) =>
    name === 'fetch-document' && isError && /\bis a table\b/.test(String(value)) ? [textAt(input, 'id')] : [],
  );
}

function reviewOf(parts: readonly Part[], task: Task): object {
  const texts = new Map(
    task.uses.flatMap(({ name, isError, value }) =>
      name === 'fetch-document' && !isError && isFields(value)
        ? [[textAt(value, 'id'), textAt(value, 'text')] as const]
        : [],
    ),
  );
  const tables = [...tablesIn(task), ...knownTables(task.uses).map(({ id }) => id)];
  const gap = uncovered(parts);
  if (gap !== undefined)
    return {
      approved: false,
      score: UNCOVERED,
      issues: [{ where: gap.heading, problem: GAP_PROBLEM }],
      comment: `The library does not cover the topic, or could not be searched, so that nothing in the report is borne out.`,
    };
  const issues = [
    ...parts.flatMap((part) => uncited(part)),
    ...parts.flatMap((part) => wrongFigures(part, texts, tables)),
  ].slice(0, MOST_ISSUES);
  const score = Math.round(100 * Math.max(0.3, 1 - EACH_ISSUE * issues.length)) / 100;
  return {
    approved: issues.length === 0,
    score,
    issues,
    comment: commentOf(issues.length, texts.size + tables.length),
  };
}

const UNCOVERED = 0.1;
const GAP_PROBLEM =
  'The library does not cover the topic: the report can only name the gap. Add documents about it to the library, or choose another topic.';

/** The part that says that there is nothing to say; undefined where the report has a matter. */
function uncovered(parts: readonly Part[]): Part | undefined {
  return parts.find(({ heading, body }) => heading === 'summary' && body.includes(NAMES_THE_GAP));
}

function uncited({ heading, body }: Part): readonly Issue[] {
  if (OWN_THOUGHTS.includes(heading) || body.search(CITED) >= 0) return [];
  return [
    {
      where: heading,
      problem: `Nothing in this part names a source. Add claims about ${heading} from the analyses, with [@document-id].`,
    },
  ];
}

/** Figures that none of the documents has which their line cites; what comes from tables may have been computed. */
function wrongFigures(
  { heading, body }: Part,
  texts: ReadonlyMap<string, string>,
  tables: readonly string[],
): readonly Issue[] {
  return body.split('\n').flatMap((line): readonly Issue[] => {
    const ids = [...line.matchAll(CITED)].map(([, id = '']) => id);
    if (ids.length === 0 || ids.some((id) => tables.includes(id) || !texts.has(id))) return [];
    const there = ids.map((id) => texts.get(id)).join('\n');
    const claim = line
      .replace(CITED, '')
      .replace(/^\s*(?:[-*]|\d+\.)\s+/, '')
      .trim();
    const known = new Set(there.match(FIGURE));
    const missing = (claim.match(FIGURE) ?? []).filter((figure) => !known.has(figure));
    if (missing.length === 0) return [];
    const quote = claim.length > 80 ? `${claim.slice(0, 80).trimEnd()}…` : claim;
    return [
      {
        where: heading,
        problem: `The figure ${missing[0]} in “${quote}” stands in none of the documents that are cited for it: ${ids.join(', ')}. Leave the statement out, or give the figure as the document has it.`,
      },
    ];
  });
}

const FIGURE = /\d+(?:[.,]\d+)*/g;

function commentOf(issues: number, read: number): string {
  const basis = `${read} of the cited documents and tables were read for this.`;
  if (issues === 0) return `Each section names its sources, and the figures are those of the documents. ${basis}`;
  return `${issues === 1 ? 'One statement is' : `${issues} statements are`} not borne out by the documents that are cited. ${basis}`;
}
