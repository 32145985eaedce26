import * as z from 'zod/mini';
import { lineUpTo, listUpTo } from './bounded.ts';
import { checkedBy } from './checked.ts';
import type { Checked } from './checked.ts';
import type { JsonSchema } from './json-schema.ts';
import type { ReportDraft } from './research.ts';
import { closedObject, filledUpTo } from './value-forms.ts';

const section = closedObject({
  heading: { type: 'string', description: 'Heading of the section, without number or marks.' },
  body: {
    type: 'string',
    description: 'Its text in Markdown, without headings, each claim followed by [@document-id].',
  },
});

/** A `ReportDraft` for models. */
export const reportDraftJsonSchema: JsonSchema = closedObject({
  title: { type: 'string', description: 'Title of the report.' },
  summary: {
    type: 'string',
    description:
      'What the audience has to know if it reads nothing else, in Markdown, with [@document-id] behind claims.',
  },
  sections: { type: 'array', description: 'The sections, in the order of reading.', items: section },
});

const reportDraft = z.strictObject({
  title: lineUpTo(300),
  summary: filledUpTo(20_000),
  sections: listUpTo(12, z.strictObject({ heading: lineUpTo(300), body: filledUpTo(20_000) }), 1),
});

export function checkReportDraft(value: unknown): Checked<ReportDraft> {
  return checkedBy(reportDraft, value);
}
