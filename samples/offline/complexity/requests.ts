import { DELIVERABLES } from './lexicon/deliverables.ts';
import { isVerbFinal } from './fold.ts';
import { INTENTS, type Intent } from './intents.ts';
import { PhraseBook, type Hit } from './phrases.ts';
import { words } from './read-prompt.ts';
import { POINTING_TERMS } from './lexicon/signals.ts';
import { WEIGHTS } from './weights.ts';

/** One thing that a prompt asks for. */
export interface Request {
  readonly intent: Intent;
  readonly level: number;
  readonly clause: string;
}

const intents = new PhraseBook(INTENTS.map((value) => ({ phrases: value.phrases, value })));
const deliverables = new PhraseBook(DELIVERABLES.map((value) => ({ phrases: value.phrases, value: value.level })));
const pointers = new PhraseBook([{ phrases: POINTING_TERMS, value: true }]);

const MAKE = INTENTS.find((intent) => intent.name === 'make') as Intent;

// What may stand in a wish without being wished for ("I need to know what …" is rare beside "I need what we had").
const WRAPPED = new Set(['want', 'define', 'fact', 'yes or no']);

// Sentence ends and the joints where a second request begins ("…, and then compare …").
const CLAUSE_END =
  /(?<=[.?!。？！;])\s+|[。？！]|,? (?:and then|and also|then|after that|puis|ensuite|et ensuite|dann|und dann|luego|y luego|sau do|poi|depois) |, (?:and|et|und|y|va|e) | (?:and|et|und|y|va|e) (?=\p{L}{4,})|, (?=\p{L}{4,})/u;

/** The requests of a prompt's lines in order, and the text that turned out to be material. */
export function findRequests(lines: readonly string[]): { requests: Request[]; asked: string; material: string } {
  const clauses = lines.flatMap((line, index) =>
    line
      .split(CLAUSE_END)
      .filter((clause) => clause && clause.trim() !== '')
      .map((clause) => ({ clause: clause.trim(), index })),
  );
  // "… long text … Summarize the above": a last line that transforms makes everything before it material.
  const lastLine = lines.length - 1;
  const last = clauses.find((each) => each.index === lastLine);
  const closing = last && lastLine > 0 ? leading(last.clause) : undefined;
  const start = closing?.intent.kind === 'governs' && closing.first ? lastLine : 0;

  const requests: Request[] = [];
  const asked: string[] = [];
  const material = lines.slice(0, start);
  let governed: number | undefined;
  for (const { clause, index } of clauses) {
    if (index < start) continue;
    const found = leading(clause);
    if (governed !== undefined) {
      // After "translate this:" only a last line that is a short order is a request again.
      if (!(index > governed && index === lastLine && found && isOrder(found, clause, lines[index] ?? ''))) {
        material.push(clause);
        continue;
      }
    }
    asked.push(clause);
    if (!found) continue;
    requests.push({ intent: found.intent, level: levelOf(clause, found), clause });
    const colon = clause.search(/[:：]\s?./u);
    const works = found.intent.kind === 'governs' || found.intent.name === 'reply';
    const asksOf =
      found.intent.kind === 'asks' && colon > found.hit.at && words(clause.slice(colon)) + (lines.length - index) > 6;
    if (asksOf || (works && (/[:：]/u.test(clause) || pointers.find(clause).length > 0))) governed ??= index;
  }
  return { requests, asked: asked.join(' \n'), material: material.join('\n') };
}

function isOrder(found: Leading, clause: string, line: string): boolean {
  return line.startsWith(clause) && found.hit.at <= 2 && found.intent.kind !== 'asks' && words(line) <= 25;
}

interface Leading {
  readonly intent: Intent;
  readonly hit: Hit<Intent>;
  readonly others: readonly Hit<Intent>[];
  /** Whether it stands at (or near) the start: an order, not a mention. */
  readonly first: boolean;
}

function leading(clause: string): Leading | undefined {
  const hits = longest(intents.find(clause));
  // Inside a statement "who", "when" and "which" only join clauses ("a robot who …").
  const asks = (hit: Hit<Intent>) =>
    hit.value.name !== 'fact' || hit.length > 6 || hit.at <= 15 || /[?？]/.test(clause);
  const real = hits.filter((hit) => hit.value.name !== 'greet' && asks(hit));
  const pool = real.length > 0 ? real : hits.filter(asks);
  let hit = pool[0];
  // "poem about my cat who …": an object without its verb is an order too.
  const object = deliverables.find(clause)[0];
  if (object && object.at <= 8 && (!hit || (hit.at > object.at && hit.value.kind === 'asks'))) {
    hit = { value: MAKE, at: object.at, length: object.length };
  }
  if (!hit && object && words(clause) <= 8) hit = { value: MAKE, at: object.at, length: object.length };
  if (!hit) return undefined;
  if (isVerbFinal(clause)) {
    hit =
      pool.find((each) => each.value.kind === 'governs') ??
      pool.reduce((a, b) => (b.value.level > a.value.level ? b : a));
  } else if (hit.value.name === 'want') {
    // "I need help analyzing …", "give me a summary": the wish is only the wrapping.
    hit = pool.find((each) => !WRAPPED.has(each.value.name) || (each.value.name === 'fact' && each.length > 6)) ?? hit;
  } else if (hit.value.name === 'how to') {
    // "How would you design …" asks for the design.
    const next = pool[1];
    if (next && next.at - (hit.at + hit.length) < 3) hit = next;
  } else if (hit.value.name === 'make' && objectOf(clause, hit) === undefined) {
    // "Make it lower case": the change is what is asked.
    hit = pool.find((each) => each.value.kind === 'governs') ?? hit;
  } else if (hit.value.name === 'define') {
    // "What is the capital of …" asks for a fact.
    hit = pool.find((each) => each.value.name === 'fact') ?? hit;
  } else if (hit.value.name === 'yes or no') {
    hit = pool.find((each) => each.value.kind === 'governs' && each.value.name !== 'classify') ?? hit;
  }
  const chosen = hit;
  return { intent: chosen.value, hit: chosen, others: pool.filter((each) => each !== chosen), first: chosen.at <= 12 };
}

/** Leaves one hit per place: the longest; shorter ones inside it are dropped. */
function longest(hits: readonly Hit<Intent>[]): Hit<Intent>[] {
  const kept: Hit<Intent>[] = [];
  for (const hit of [...hits].sort((a, b) => b.length - a.length || a.at - b.at)) {
    if (kept.every((each) => hit.at + hit.length <= each.at || hit.at >= each.at + each.length)) kept.push(hit);
  }
  return kept.sort((a, b) => a.at - b.at);
}

function levelOf(clause: string, { intent, hit, others }: Leading): number {
  let level = intent.level;
  if (intent.kind === 'makes') {
    const object = objectOf(clause, hit);
    if (object !== undefined) {
      const share = intent.name === 'want' || object < 3 ? 1 : WEIGHTS.deliverableShare;
      level =
        intent.name === 'design'
          ? Math.max(level * (1 - share) + object * share, 5)
          : level * (1 - share) + object * share;
      // A specialist's work stays one, however plain the verb.
      if (object >= 6.5) level = Math.max(level, WEIGHTS.complexFrom + 0.1);
    }
  }
  if (intent.name === 'want' && words(clause) > WEIGHTS.longWish.words) level = Math.max(level, WEIGHTS.longWish.level);
  for (const other of others) {
    if (other.value.level <= level) continue;
    const lifted = intent.kind === 'asks' && other.value.kind === 'lifts';
    level += (other.value.level - level) * (lifted ? WEIGHTS.liftedQuestion : WEIGHTS.laterWord[intent.kind]);
  }
  return level;
}

// The object stands close behind its verb; in verb-final languages before it.
function objectOf(clause: string, hit: Hit<Intent>): number | undefined {
  const found = deliverables.find(clause);
  const after = found.filter((each) => each.at >= hit.at && each.at - hit.at < (each.value < 3 ? 30 : 70));
  const pool = isVerbFinal(clause) ? found : after;
  const first = pool[0];
  if (!first) return undefined;
  // "a Python trading system": neighbours form one noun, whose hardest part tells.
  const together = pool.filter(
    (each) =>
      each.at - first.at <= first.length + 14 &&
      !/\b(?:about|for|on|to|uber|sur|sobre|ve|cho|fur|pour|para)\b/.test(clause.slice(first.at, each.at)),
  );
  return Math.max(...together.map((each) => each.value));
}
