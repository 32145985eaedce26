/**
 * Markdown that a model wrote, so that opening it does nothing but show it: a model may have been told by a document to put
 * something there.
 *
 * It does not try to understand Markdown, since viewers differ; it takes the power from every place where it could be, in code
 * too, where a reader sees the extra signs.
 */
// H1. No tag, comment or autolink in angle brackets: `<` does not stand before what begins one.
// H2. No image: nothing is loaded from anywhere.
// H3. A link leads to a web page, a mail address or a heading. Whatever else its target is, the link is only text.
// H4. No definition of a link: one could give our `[1]` another target, or stand for a link that is none by H3.
export function harmless(markdown: string): string {
  return markdown
    .replace(/<(?=[a-z/!?])/gi, '&lt;')
    .replace(/!(?=\[)/g, '!\\')
    .replace(/\](?=\((?!\s*(?:https?:\/\/|mailto:|#)))/gi, ']\\')
    .replace(/\](?=:)/g, ']\\');
}

const MOST_CHARACTERS = 300;

/** The same for what stands in one line, e.g. a heading. */
export function harmlessLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const cut = line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS).toWellFormed()}…` : line;
  return harmless(cut);
}
