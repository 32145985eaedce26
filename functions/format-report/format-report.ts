import { citedIn, numbered } from '../markdown/citations.ts';
import { harmless, harmlessLine } from '../markdown/harmless.ts';
import type { Carried } from '../schemas/carried.ts';
import { firstWithin, jsonBytes } from '../schemas/json-bytes.ts';
import type { ObjectRef } from '../schemas/object-ref.ts';
import type { Analysis, Outline, ReportDraft } from '../schemas/research.ts';
import { contentOf } from '../stores/carried.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import { inBatches } from '../tools/in-batches.ts';
import { titleOf } from '../tools/title-of.ts';
import type { Library } from '../tools/tool.ts';
import { findingsDraft } from './findings-draft.ts';
import { reportText } from './report-text.ts';
import type { NumberedSource, ReportFacts } from './report-text.ts';

export interface FormatReportRequest extends Omit<ReportFacts, 'isWritten'> {
  /** Null when no writer could make one; the report is made of the analyses then. */
  readonly draft: Carried<ReportDraft> | null;
  readonly outline: Outline;
  /** Of the questions that were answered. */
  readonly analyses: readonly Carried<Analysis>[];
}

/** A report for whoever asked for it. A reference leads to Markdown. */
export type FormattedReport = ({ readonly report: string } | { readonly reportRef: ObjectRef }) & {
  readonly sections: readonly FormattedSection[];
  /** By number; the first hundreds, should there be more. */
  readonly sources: readonly NumberedSource[];
  /** Cited, but not in the library. */
  readonly unknownSources: readonly string[];
  /** Complete when it is written, approved, and answers all questions. */
  readonly status: 'complete' | 'partial';
};

export type FormattedSection = { readonly heading: string } & (
  { readonly text: string } | { readonly textRef: ObjectRef }
);

export interface ReportTools {
  readonly store: Pick<ClaimChecks, 'read' | 'keep'>;
  readonly library: Library;
}

// A state has 262,144 bytes; outline and review come out beside this.
const ALL_BYTES = 200_000;
const REPORT_BYTES = 100_000;
const SECTION_BYTES = 16_000;
const SOURCES_BYTES = 40_000;
const UNKNOWN_BYTES = 2_000;
// A title stands in the first 2,000 characters, of three bytes each at most, or of four for two; documents have up to 5 MB.
const TITLE_BYTES = 8_000;

/** Makes a report of a draft: citations by number, a list of sources, nothing in it that a viewer would act on. */
export async function formatReport(request: FormatReportRequest, tools: ReportTools): Promise<FormattedReport> {
  const { store, library } = tools;
  const draft = await draftOf(request, store);
  const cited = citedIn([draft.title, draft.summary, ...draft.sections.flatMap(textsOf)].join('\n'));
  const there = new Set((await library.list()).map(({ id }) => id));
  const known = cited.filter((id) => there.has(id));
  const titles = await inBatches(known, (id) => titleIn(library, id));
  const sources = known.map((id, index) => ({ number: index + 1, id, title: titles[index]! }));
  const numbers = new Map(sources.map(({ id, number }) => [id, number]));

  const line = (text: string) => harmlessLine(numbered(text, numbers));
  const block = (text: string) => harmless(numbered(text, numbers)).trim();
  const clean: ReportDraft = {
    title: line(draft.title),
    summary: block(draft.summary),
    sections: draft.sections.map(({ heading, body }) => ({ heading: line(heading), body: block(body) })),
  };
  const isWritten = request.draft !== null;
  const text = reportText(clean, { ...request, isWritten }, sources);
  const isWhole = isWritten && request.review?.approved === true && request.unanswered.length === 0;
  const rest = {
    status: isWhole ? ('complete' as const) : ('partial' as const),
    sources: firstWithin(SOURCES_BYTES, sources),
    unknownSources: firstWithin(
      UNKNOWN_BYTES,
      cited.filter((id) => id !== '' && !there.has(id)),
    ),
  };
  const report = jsonBytes(text) <= REPORT_BYTES ? { report: text } : { reportRef: await store.keep('answers', text) };
  const left = ALL_BYTES - jsonBytes({ ...report, ...rest });
  return { ...report, sections: await carriedSections(clean, left, store), ...rest };
}

async function draftOf({ draft, outline, analyses }: FormatReportRequest, store: ReportTools['store']) {
  if (draft !== null) return contentOf(draft, store);
  return findingsDraft(outline, await inBatches(analyses, (analysis) => contentOf(analysis, store)));
}

function textsOf({ heading, body }: ReportDraft['sections'][number]): readonly string[] {
  return [heading, body];
}

/** Of a document that cannot be read, or is removed just now, its id: a report is worth more than a title. */
async function titleIn(library: Library, id: string): Promise<string> {
  const text = await library.read(id, TITLE_BYTES).catch(() => undefined);
  return titleOf(id, text ?? '');
}

/** Each section itself while there is room for it, else by its address. */
async function carriedSections({ sections }: ReportDraft, room: number, store: ReportTools['store']) {
  let left = room - jsonBytes(sections.map(({ heading }) => ({ heading, textRef: { bucket: BUCKET, key: KEY } })));
  const inline = sections.map(({ body }) => {
    const bytes = jsonBytes(body);
    if (bytes > Math.min(SECTION_BYTES, left)) return false;
    left -= bytes;
    return true;
  });
  return Promise.all(
    sections.map(async ({ heading, body }, index): Promise<FormattedSection> =>
      inline[index] ? { heading, text: body } : { heading, textRef: await store.keep('answers', body) },
    ),
  );
}

// As long as an address gets.
const BUCKET = 'b'.repeat(63);
const KEY = 'k'.repeat('answers/'.length + 64);
