import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { harmless, harmlessLine } from '../../../functions/markdown/harmless.ts';

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
