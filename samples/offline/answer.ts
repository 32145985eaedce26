import { lastUserText, taggedPrompt, tierOf, type Responder } from './conversation.ts';
import { arithmetic, looksArithmetic } from './reply/arithmetic.ts';
import { capital } from './reply/capitals.ts';
import { outline, quote, termsOf } from './reply/outline.ts';
import { requestedSchema } from './reply/requested-schema.ts';
import { changeCase, count, extract, summary } from './reply/text-work.ts';
import { instanceOf } from './schema-instance.ts';

const CONNECT = '`npm start -- --models openai:http://127.0.0.1:11434/v1` or `--models aws`';

/** `answer`: what can be worked out is answered; the rest is answered by saying what the offline model is, at the depth of the tier. */
export const answer: Responder = (request) => {
  const prompt = taggedPrompt(lastUserText(request));
  const tier = tierOf(request.modelId);
  const schema = requestedSchema(request);
  const known = workedOut(prompt, tier === 'haiku' ? 1 : 3);
  if (schema !== undefined) return JSON.stringify(instanceOf(schema, known ?? `Offline model: ${quote(prompt, 120)}`));
  if (prompt.trim() === '')
    return `This is the offline model, and nothing was asked. Connect a real model with ${CONNECT}.`;
  switch (tier) {
    case 'haiku':
      return known === undefined
        ? `Offline model (no real model is connected): I cannot answer "${quote(prompt, 80)}"; connect one with ${CONNECT}.`
        : `${known} (offline model; no real model is connected: ${CONNECT})`;
    case 'sonnet':
      return paragraph(prompt, known);
    case 'opus':
      return `This is the offline model: no real model is connected, so this is an outline of the work and not the work itself. For an answer, use ${CONNECT}.\n\n${known === undefined ? '' : `${known}\n\n`}${outline(prompt)}`;
  }
};

function paragraph(prompt: string, known: string | undefined): string {
  const terms = termsOf(prompt, 4);
  const about =
    terms.length > 0
      ? ` A good reply would deal with ${list(terms)} in turn, in the form and length that you asked for, and end with what to do next.`
      : '';
  const result = known === undefined ? `You asked: "${quote(prompt, 160)}".${about}` : known;
  return `This is the offline model; no real model is connected, so what follows is only what can be worked out without one. ${result} For a real answer, restart with ${CONNECT}.`;
}

function list(terms: readonly string[]): string {
  return terms.length < 2 ? terms.join('') : `${terms.slice(0, -1).join(', ')} and ${terms.at(-1) ?? ''}`;
}

/** The answer to what needs no model, or undefined. */
function workedOut(prompt: string, sentences: number): string | undefined {
  const sum = looksArithmetic(prompt) ? arithmetic(prompt) : undefined;
  if (sum) return `${sum.expression} = ${sum.value}.`;
  const found = count(prompt) ?? changeCase(prompt) ?? summary(prompt, sentences) ?? capital(prompt) ?? extract(prompt);
  if (found !== undefined) return found;
  const words = prompt.trim().split(/\s+/).length;
  if (
    words <= 6 &&
    /^(?:hi|hello|hey|good (?:morning|evening|afternoon)|bonjour|salut|hallo|guten tag|hola|xin chào|ciao|你好|こんにちは)\b/i.test(
      prompt.trim(),
    )
  ) {
    return 'Hello! What would you like to try?';
  }
  return words <= 6 && /^(?:thanks|thank you|thx|merci|danke|gracias|cảm ơn)/i.test(prompt.trim())
    ? 'You are welcome.'
    : undefined;
}
