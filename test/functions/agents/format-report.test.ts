import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatReport } from '../../../functions/format-report/format-report.ts';
import type { FormatReportRequest } from '../../../functions/format-report/format-report.ts';
import { harmless, harmlessLine } from '../../../functions/format-report/harmless.ts';
import type { ReportDraft } from '../../../functions/schemas/research.ts';
import { memoryClaimChecks } from '../fakes.ts';

const DOCUMENTS: Readonly<Record<string, string>> = {
  survey: 'Dated 2025\n\n# Supplier survey ##\n\nText',
  prices: 'supplier,price\nVoss,38',
  odd: '# <b>Odd</b> ![x](https://evil.example/x.png)\n',
};
const library = { read: (id: string) => Promise.resolve(DOCUMENTS[id]) };
const DRAFT: ReportDraft = {
  title: 'Boilers',
  summary: 'Voss is dear [@prices].',
  sections: [{ heading: 'Prices', body: 'It asks 38 euros [@survey] [@prices][@survey].' }],
};
const APPROVED = { approved: true, score: 0.9, issues: [], comment: '' };

async function format(draft: Partial<ReportDraft>, more: Partial<FormatReportRequest> = {}) {
  const store = memoryClaimChecks();
  const topic = { topic: 't', audience: '' };
  const request = { topic, draft: { answer: { ...DRAFT, ...draft } }, review: APPROVED, unanswered: [], ...more };
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
    const topic = { topic: 't', audience: '' };
    const request = { topic, draft: { answerRef }, review: APPROVED, unanswered: [] };
    const formatted = await formatReport(request, { store, library });
    if (!('reportRef' in formatted)) throw new Error('it travels itself');
    expect(await store.read(formatted.reportRef)).toContain(`## H2\n\n${body.trim()}\n\n## H3\n\nshort\n\n## Sources`);
    expect(formatted.sections).toMatchObject([{ textRef: {} }, { textRef: {} }, { heading: 'H3', text: 'short' }]);
    expect(Buffer.byteLength(JSON.stringify(formatted))).toBeLessThan(200_000);
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

describe('harmless Markdown', () => {
  it.each([
    ['Plain *text* with `code`, 3 < 4, a <3 b & [a link](https://example.com "t").', undefined],
    ['[mail](mailto:a@b.example) [part](#prices) [p](\n https://a.example)', undefined],
    ['<script>x</script><!-- c --><?p?>', '&lt;script>x&lt;/script>&lt;!-- c -->&lt;?p?>'],
    ['<javascript:alert(1)> <https://a.example>', '&lt;javascript:alert(1)> &lt;https://a.example>'],
    ['![chart](https://evil.example/a.png)', '!\\[chart](https://evil.example/a.png)'],
    ['!![a](https://b.example)', '!!\\[a](https://b.example)'],
    ['\\![a][r]', '\\!\\[a][r]'],
    ['![[embed]]', '!\\[[embed]]'],
    ['[a](javascript:alert(1))', '[a]\\(javascript:alert(1))'],
    ['[a]( \n JAVASCRIPT:alert(1))', '[a]\\( \n JAVASCRIPT:alert(1))'],
    [
      '[a](java&#x73;cript:x) [b](&#106;s:x) [c](data:text/html,x)',
      '[a]\\(java&#x73;cript:x) [b]\\(&#106;s:x) [c]\\(data:text/html,x)',
    ],
    [
      '[a](<javascript:x>) [b](//evil.example) [c](\\javascript:x)',
      '[a]\\(&lt;javascript:x>) [b]\\(//evil.example) [c]\\(\\javascript:x)',
    ],
    ['[![a](https://i.example/x.png)](vbscript:x)', '[!\\[a](https://i.example/x.png)]\\(vbscript:x)'],
    ['[a]: javascript:x\n[1]: https://evil.example', '[a]\\: javascript:x\n[1]\\: https://evil.example'],
  ])('%j', (markdown, expected = markdown) => {
    expect(harmless(markdown)).toBe(expected);
    expect(harmless(expected)).toBe(expected);
  });

  it('has no tag, no image, no definition and no link of another kind, whatever was written', () => {
    const signs = fc.constantFrom(
      '<',
      '>',
      '!',
      '[',
      ']',
      '(',
      ')',
      ':',
      '\\',
      '&',
      '#',
      ' ',
      '\n',
      'a',
      '/',
      'https://a',
      'javascript:',
      'img',
    );
    fc.assert(
      fc.property(fc.array(signs, { maxLength: 40 }), (written) => {
        const text = harmless(written.join(''));
        expect(text).not.toMatch(/<[a-z/!?]|!\[|\]:/i);
        expect(text).not.toMatch(/\]\((?!\s*(?:https?:\/\/|mailto:|#))/i);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps a heading in its line, and bounded', () => {
    expect(harmlessLine(' A\n\n## B\t')).toBe('A ## B');
    expect(harmlessLine('x'.repeat(5_000))).toHaveLength(301);
  });
});
