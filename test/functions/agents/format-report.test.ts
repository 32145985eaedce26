import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatReport } from '../../../functions/format-report/format-report.ts';
import type { FormatReportRequest } from '../../../functions/format-report/format-report.ts';
import type { Analysis, ReportDraft } from '../../../functions/schemas/research.ts';
import type { Library } from '../../../functions/tools/tool.ts';
import { memoryClaimChecks } from '../fakes.ts';
import { memoryLibrary } from '../tools/memory-library.ts';

const DOCUMENTS: Readonly<Record<string, string>> = {
  survey: 'Dated 2025\n\n# Supplier survey ##\n\nText',
  prices: 'supplier,price\nVoss,38',
  odd: '# <b>Odd</b> ![x](https://evil.example/x.png)\n',
};
const { library } = memoryLibrary(
  Object.fromEntries(Object.entries(DOCUMENTS).map(([id, text]) => [`${id}.md`, text])),
);
const DRAFT: ReportDraft = {
  title: 'Boilers',
  summary: 'Voss is dear [@prices].',
  sections: [{ heading: 'Prices', body: 'It asks 38 euros [@survey] [@prices][@survey].' }],
};
const APPROVED = { approved: true, score: 0.9, issues: [], comment: '' };

const ABOUT = { topic: { topic: 't', audience: '' }, outline: { title: 'Outline', questions: [] }, analyses: [] };

async function format(draft: Partial<ReportDraft>, more: Partial<FormatReportRequest> = {}) {
  const store = memoryClaimChecks();
  const answer = { ...DRAFT, ...draft };
  const request: FormatReportRequest = { ...ABOUT, draft: { answer }, review: APPROVED, unanswered: [], ...more };
  return { ...(await formatReport(request, { store, library })), store };
}
const textOf = async (...given: Parameters<typeof format>) => {
  const formatted = await format(...given);
  return 'report' in formatted ? formatted.report : '';
};

describe('format-report', () => {
  it('numbers sources as they appear, and names them by their first heading', async () => {
    const { report, sections, sources, unknownSources } = (await format({})) as never as Record<string, unknown>;
    expect(report).toBe(
      [
        '# Boilers',
        'Voss is dear [1].',
        '## Prices',
        'It asks 38 euros [1, 2].',
        '## Sources',
        '1. prices\n2. Supplier survey (survey)\n',
      ].join('\n\n'),
    );
    expect(sections).toEqual([{ heading: 'Prices', text: 'It asks 38 euros [1, 2].' }]);
    expect(sources).toEqual([
      { number: 1, id: 'prices', title: 'prices' },
      { number: 2, id: 'survey', title: 'Supplier survey' },
    ]);
    expect(unknownSources).toEqual([]);
  });

  it('says for whom it is', async () => {
    expect(await textOf({}, { topic: { topic: 't', audience: 'buyers\n# and <b>' } })).toContain(
      '# Boilers\n\nFor: buyers # and &lt;b>\n\nVoss',
    );
  });

  it('leaves out what is not in the library, and says so', async () => {
    const formatted = await format({ summary: 'A [@gone]. B [@gone] [@survey], C[@gone][@lost].' });
    expect(formatted).toMatchObject({
      unknownSources: ['gone', 'lost'],
      sources: [{ id: 'survey' }, { id: 'prices' }],
    });
    expect(await textOf({ summary: 'A [@gone]. B [@gone] [@survey], C[@gone][@lost].' })).toContain('A. B [1], C.\n');
  });

  it('lets no number stand for a source that is none, or lead elsewhere', async () => {
    const summary = 'As [7] and [1, 2] say [@survey](https://evil.example). [@survey]: https://evil.example';
    expect(await textOf({ summary })).toContain(
      'As (7) and (1, 2) say [1]\\(https://evil.example). [1]\\: https://evil.example\n',
    );
  });

  it('asks the library once for what there is, and for the beginnings of a few known documents at a time', async () => {
    const ids = Array.from({ length: 30 }, (_, n) => `document-${n}`);
    const here = memoryLibrary(Object.fromEntries(ids.map((id) => [`${id}.md`, `# Title of ${id}`])));
    const asked: (number | undefined)[] = [];
    let [lists, atWork, most] = [0, 0, 0];
    const counting: Library = {
      list: () => ((lists += 1), here.library.list()),
      read: async (id, firstBytes) => {
        asked.push(firstBytes);
        most = Math.max(most, (atWork += 1));
        await Promise.resolve();
        atWork -= 1;
        return here.library.read(id);
      },
    };
    const summary = [...ids, 'gone', 'lost'].map((id) => `[@${id}]`).join('. ');
    const draft = { answer: { ...DRAFT, summary, sections: [] } };
    const request = { ...ABOUT, draft, review: APPROVED, unanswered: [] };
    const { sources, unknownSources } = await formatReport(request, { store: memoryClaimChecks(), library: counting });
    expect(lists).toBe(1);
    expect(here.reads).toEqual(ids);
    expect(new Set(asked)).toEqual(new Set([8_000]));
    expect(most).toBe(10);
    expect(sources.at(-1)).toEqual({ number: 30, id: 'document-29', title: 'Title of document-29' });
    expect(unknownSources).toEqual(['gone', 'lost']);
  });

  it('names a source by its id when it cannot be read', async () => {
    const unreadable = { ...library, read: () => Promise.reject(new Error('Access Denied')) };
    const request = { ...ABOUT, draft: { answer: DRAFT }, review: APPROVED, unanswered: [] };
    const formatted = await formatReport(request, { store: memoryClaimChecks(), library: unreadable });
    expect(formatted).toMatchObject({ report: expect.stringContaining('## Sources\n\n1. prices\n2. survey\n') });
  });

  it('lets no reviewer define where a number leads', async () => {
    const issues = [{ where: '[1]', problem: 'https://evil.example' }];
    const review = { approved: false, score: 0.5, issues, comment: 'No.' };
    expect(await textOf({}, { review })).toContain('- [1]\\: https://evil.example\n');
  });

  it('tells what the reviewer did not approve, and what nobody could answer', async () => {
    const issues = [{ where: 'Prices', problem: 'The figure of\n[@survey] is <i>old</i>.' }];
    const review = { approved: false, score: 0.5, issues, comment: 'No.' };
    expect(await textOf({}, { review, unanswered: ['Who is cheapest?'] })).toContain(
      '## Open issues\n\n- Prices: The figure of survey is &lt;i>old&lt;/i>.\n- This question could not be answered: Who is cheapest?\n\n## Sources',
    );
    expect(await textOf({}, { review: { ...review, issues: [] } })).toContain(
      '- The reviewer did not approve this report. No.\n',
    );
    expect(await textOf({}, { review: null })).toContain('## Open issues\n\n- This report could not be reviewed.\n');
    expect(await textOf({}, { review: { ...review, approved: true } })).not.toContain('Open issues');
  });

  it('has no sources without citations', async () => {
    expect(await textOf({ summary: 'S', sections: [] })).toBe('# Boilers\n\nS\n');
  });

  it('takes the power from titles of documents, too', async () => {
    expect(await textOf({ summary: '[@odd]', sections: [] })).toContain(
      '1. &lt;b>Odd&lt;/b> !\\[x](https://evil.example/x.png) (odd)\n',
    );
  });

  it('reads a draft where it lies, and puts away what is large', async () => {
    const store = memoryClaimChecks();
    const body = 'x '.repeat(30_000);
    const sections = [1, 2, 3].map((n) => ({ heading: `H${n}`, body: n === 3 ? 'short' : body }));
    const answerRef = await store.keep('answers', JSON.stringify({ ...DRAFT, sections }));
    const request = { ...ABOUT, draft: { answerRef }, review: APPROVED, unanswered: [] };
    const formatted = await formatReport(request, { store, library });
    if (!('reportRef' in formatted)) throw new Error('it travels itself');
    expect(await store.read(formatted.reportRef)).toContain(`## H2\n\n${body.trim()}\n\n## H3\n\nshort\n\n## Sources`);
    expect(formatted.sections).toMatchObject([{ textRef: {} }, { textRef: {} }, { heading: 'H3', text: 'short' }]);
    expect(Buffer.byteLength(JSON.stringify(formatted))).toBeLessThan(200_000);
  });
});

describe('a report that nobody could write', () => {
  const outline = { title: 'Which <b>boiler?', questions: [] };
  const first: Analysis = {
    question: 'What does\nVoss ask?',
    findings: [
      { statement: 'It asks 38 euros.\n\n# Not 30', sources: ['prices', 'survey'] },
      { statement: 'It rises [7].', sources: ['gone'] },
    ],
    counterarguments: [{ statement: 'A discount is ![x](https://evil.example/x.png)', sources: ['survey', 'a]b'] }],
    implications: 'Ask again,\nsoon [@prices].',
  };
  const second: Analysis = { question: 'Who else?', findings: [], counterarguments: [], implications: 'Unknown.' };

  it('is what the analysts found, and says so', async () => {
    const store = memoryClaimChecks();
    const answerRef = await store.keep('answers', JSON.stringify(first));
    const request: FormatReportRequest = {
      topic: { topic: 't', audience: 'buyers' },
      outline,
      analyses: [{ answerRef }, { answer: second }],
      draft: null,
      review: null,
      unanswered: ['And when?'],
    };
    const formatted = await formatReport(request, { store, library });
    expect(formatted).toEqual({
      status: 'partial',
      report: [
        '# Which &lt;b>boiler?',
        'For: buyers',
        'Nobody could write this report. These are the findings of the analysts, question by question, as they noted them.',
        '## What does Voss ask?',
        '- It asks 38 euros. # Not 30 [1, 2]\n- It rises (7).',
        'What speaks against this, or limits it:',
        '- A discount is !\\[x](https://evil.example/x.png) [2] (a]b)',
        'Ask again, soon [1].',
        '## Who else?',
        'The documents do not answer this question.',
        'Unknown.',
        '## Open issues',
        '- This report was not written by a writer, and not reviewed.\n- This question could not be answered: And when?',
        '## Sources',
        '1. prices\n2. Supplier survey (survey)\n',
      ].join('\n\n'),
      sections: [
        { heading: 'What does Voss ask?', text: expect.stringContaining('[1, 2]') },
        { heading: 'Who else?', text: 'The documents do not answer this question.\n\nUnknown.' },
      ],
      sources: [
        { number: 1, id: 'prices', title: 'prices' },
        { number: 2, id: 'survey', title: 'Supplier survey' },
      ],
      unknownSources: ['gone'],
    });
  });

  it('fits into a state however much was found', async () => {
    const finding = { statement: 'x'.repeat(1_500), sources: ['prices'] };
    const findings = Array<typeof finding>(20).fill(finding);
    const answer = { ...second, findings, counterarguments: findings };
    const formatted = await format({}, { draft: null, outline, analyses: Array(7).fill({ answer }), review: null });
    expect(formatted).toMatchObject({ status: 'partial', reportRef: {} });
    const { store: _store, ...output } = formatted;
    expect(Buffer.byteLength(JSON.stringify(output))).toBeLessThan(200_000);
  });
});

describe('the status of a report', () => {
  it.each([
    ['complete', {}],
    ['partial', { unanswered: ['Who is cheapest?'] }],
    ['partial', { review: { ...APPROVED, approved: false } }],
    ['partial', { review: null }],
    ['partial', { draft: null }],
  ])('is %s with %j', async (status, more) => {
    expect((await format({}, more)).status).toBe(status);
  });
});

describe('citations of any draft', () => {
  const ids = ['survey', 'prices', 'odd', 'gone', 'lost'];
  const words = fc.array(
    fc.oneof(fc.constantFrom(...ids.map((id) => `[@${id}]`)), fc.constantFrom(' ', 'word ', '. ', '[3]', '\n')),
    { maxLength: 30 },
  );
  it('are numbers without gaps, in order of appearance, each with its source', async () => {
    await fc.assert(
      fc.asyncProperty(words, words, async (first, second) => {
        const draft = { summary: first.join(''), sections: [{ heading: 'H', body: second.join('') }] };
        const { sources, unknownSources } = await format(draft);
        const cited = [...new Set([...first, ...second].filter((word) => word.startsWith('[@')))].map((word) =>
          word.slice(2, -1),
        );
        expect(sources.map(({ id }) => id)).toEqual(cited.filter((id) => id in DOCUMENTS));
        expect(sources.map(({ number }) => number)).toEqual(sources.map((_, index) => index + 1));
        expect(unknownSources).toEqual(cited.filter((id) => !(id in DOCUMENTS)));
        const text = (await textOf(draft)).split('## Sources')[0]!;
        expect(text).not.toContain('[@');
        const numbers = [...text.matchAll(/\[([\d, ]+)\]/g)].flatMap(([, list]) => list!.split(', ').map(Number));
        // All that is numbered is listed, all that is listed is cited, and a new number is the next one.
        expect(new Set(numbers)).toEqual(new Set(sources.map(({ number }) => number)));
      }),
    );
  });
});
