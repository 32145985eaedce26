import { expressionsIn, withoutExpressions } from './arithmetic.ts';
import { withoutCount } from './bullets.ts';
import { keyTerms, wordsOf } from './words.ts';

/** What a goal asks for, taken apart. */
export interface Wishes {
  /** What has to be found out, each a phrase or a question of its own; empty only where there is nothing but a calculation. */
  readonly topics: readonly string[];
  /** What a person has to be asked; empty where nobody has. */
  readonly forPersons: readonly string[];
  /** Expressions that have to be worked out. */
  readonly calculations: readonly string[];
  readonly wantsFigures: boolean;
  /** Two things or more are to be weighed against each other. */
  readonly wantsComparison: boolean;
  readonly wantsAdvice: boolean;
}

/** More would be a plan that nobody reads. */
const MOST_TOPICS = 5;

export function wishesOf(goal: string): Wishes {
  const calculations = expressionsIn(goal);
  const clauses = clausesOf(withoutCount(withoutExpressions(goal)));
  const forPersons = clauses.filter((clause) => asksPerson(clause));
  const topics = clauses.filter((clause) => !asksPerson(clause)).flatMap((clause) => topicsOf(clause));
  const different = withoutRepeats(topics).map((topic, index, all) =>
    // `which of them`, and a mere `costs`, are looked for by the words of what they belong to.
    index > 0 && (POINTS_BACK.test(topic) || wordsOf(topic).length === 1) && wordsOf(all[0]!).length > 1
      ? `${topic} (${keyTerms(all[POINTS_BACK.test(topic) ? index - 1 : 0]!, 4).join(', ')})`
      : topic,
  );
  const isNothingElse = calculations.length > 0 || forPersons.length > 0;
  const shown = different.length > 0 || isNothingElse ? different : [shortened(goal)];
  return {
    topics:
      shown.length <= MOST_TOPICS
        ? shown
        : [...shown.slice(0, MOST_TOPICS - 1), shortened(shown.slice(MOST_TOPICS - 1).join('; '))],
    forPersons,
    calculations,
    wantsFigures: wantsFigures(goal),
    wantsComparison:
      /\b(?:compar\w*|versus|vs|differ\w*|weigh|rank\w*|better|best|worst|cheaper|cheapest|most|least|highest|lowest|pros and cons|trade-?offs?)\b/i.test(
        goal,
      ),
    wantsAdvice:
      /\b(?:recommend\w*|suggest\w*|propos\w*|advi[cs]e|decide|decision|should|choose|choice|which .{0,40}\bbest)\b/i.test(
        goal,
      ),
  };
}

const POINTS_BACK = /\b(?:them|they|it|its|their|these|those)\b/i;

/** Whether an answer without a single figure would be none. */
export function wantsFigures(text: string): boolean {
  return /\b(?:how (?:many|much|often|long|late|big|large|high|far|fast)|figures?|numbers?|costs?|prices?|rates?|shares?|percent\w*|averages?|means?|medians?|totals?|sums?|trends?|calculat\w*|comput\w*|statistic\w*|savings?|amounts?|volumes?|quantit\w+|revenue|sales|emissions?|per (?:year|month|unit|piece)|most|least|highest|lowest|cheapest)\b|[%€$£]/i.test(
    text,
  );
}

/** Whether a text says that a human being has to be asked. */
export function asksPerson(text: string): boolean {
  return /\b(?:ask|consult|check with|confirm with|approval (?:of|from|by)|get .{0,30}\b(?:from|by) (?:a|the) (?:person|human|owner|manager|director))\b(?! (?:the|our|its) (?:documents?|library|tables?|sources?|question))(?=.{0,60}\b(?:person|human|owner|someone|somebody|manager|director|me|us|user|colleague|team|head|boss|expert|staff|people)\b)/i.test(
    text,
  );
}

const QUESTION = String.raw`(?:how|what|which|why|when|where|who|whether|if)`;
const VERB = String.raw`(?:recommend|suggest|propose|decide|explain|say|state|tell|list|name|find|estimate|compute|calculate|compare|contrast|describe|summari[sz]e|identify|determine|assess|evaluate|analy[sz]e|review|check|show|rank|weigh|outline|discuss|give|work out|look up|look into|point out|note|draft|write|prepare|ask|consult|confirm)`;

/** Sentences, questions, items of lists, and what a verb or a question word begins anew after a comma or an `and`. */
function clausesOf(goal: string): readonly string[] {
  const begins = new RegExp(
    String.raw`(?:,\s*(?:and\s+|then\s+)*|\s+and\s+(?:then\s+|also\s+)?)(?=(?:${VERB}|${QUESTION})\b)`,
    'giu',
  );
  return goal
    .split(/(?<=[.?!;])\s+(?=["“]?[\p{L}\p{N}])|\s*\n\s*(?:[-*•]|\d{1,2}[.)])?\s*/u)
    .flatMap((sentence) => sentence.split(begins))
    .map((clause) => clause.trim().replace(/[\s.,;:?!]+$/, ''))
    .filter((clause) => clause !== '');
}

const POLITE = /^(?:please|kindly|now|then|also|finally|and|first|next)[,\s]+/i;
const WISH =
  /^(?:(?:can|could|would|will) you|(?:i|we) (?:want|need|would like|'d like)(?: (?:you|to know|to see|to understand))?(?: to)?|help (?:me|us)(?: to)?|tell (?:me|us)|let (?:me|us) know|give (?:me|us)|show (?:me|us))\s+/i;
// `Write a short report for the board on …`
const PIECE =
  /^(?:write|prepare|draft|produce|create|make|give|provide|compile|put together)\s+(?:(?:a|an|the|one)\s+)?(?:[\w-]+\s+){0,3}?(?:report|summary|memo|briefing|brief|overview|note|answer|analysis|comparison|paper|text|list|table|proposal|recommendation|paragraph|page|letter|mail|e-?mail|plan)\b(?:\s+for\s+(?:the\s+)?[\w\s]{1,40}?)?(?:\s+(?:on|about|of|that|covering|comparing|explaining|describing|summari[sz]ing|saying|with|to|into|for)\b|\s*[:,]|(?=\s+(?:who|why|which|how|what|when|where|whether)\b)|$)\s*/i;
const LEADING_VERB = new RegExp(
  String.raw`^(?:${VERB}|research|investigate|study|find out|look at|collect|gather|search for|understand|know|see|learn|consider|examine|report)\s+(?:(?:out|up|on|about|for|into|at|me|us|that)\s+)*`,
  'i',
);

function topicsOf(clause: string): readonly string[] {
  const bare = stripped(clause);
  const isAdvice = /^(?:recommend|suggest|propose|decide|choose|rank|weigh)/i.test(clause);
  // `recommend one`, `say what to do next`: nothing to look for.
  if (NO_SUBJECT.test(bare) || wordsOf(bare).length === 0 || (isAdvice && wordsOf(bare).length < 2)) return [];
  const isWeighing = /^(?:compar|contrast|rank|weigh|assess|evaluat|judg|rat)/i.test(clause.replace(POLITE, ''));
  return enumerated(bare, isWeighing).map((topic) => shortened(topic));
}

// What is left of `calculate the value of 3 * 4`.
const NO_SUBJECT =
  /^(?:(?:work out|calculate|compute|evaluate|solve|tell me|find|the|a|value|result|sum|product|difference|expression|of|is|what|much|how)\b\s*)*$/i;

function stripped(clause: string): string {
  let bare = clause;
  for (let before = ''; before !== bare;) {
    before = bare;
    bare = bare.replace(POLITE, '').replace(WISH, '').replace(PIECE, '').replace(LEADING_VERB, '').trim();
  }
  return bare.replace(/^[-*•]\s+|^(?:about|on|of)\s+/i, '');
}

const ASPECTS =
  /^(.+?)(?:,)?\s+(?:by|on|in terms of|with (?:respect|regard) to|with a view to|regarding|considering|according to|in respect of|along)\s+(?:their\s+|its\s+|the\s+)?(.+)$/i;
const AFTER_COLON = /^(.{8,}?):\s+(.+)$/;
const SHARED_TAIL = /^(.+?)\s+((?:of|for|at|among|between|across|about)\s+(?!which\b|whom\b).+)$/i;

/** `price and lead time of our suppliers` and `our suppliers by price and lead time` are two topics each. */
function enumerated(text: string, isWeighing: boolean): readonly string[] {
  const [, whole = '', after = ''] = AFTER_COLON.exec(text) ?? [];
  if (items(after).length > 1) return [whole, ...items(after).map((item) => `${item}: ${whole}`)];
  if (new RegExp(String.raw`^${QUESTION}\b`, 'i').test(text)) return [text];
  const [, subject = '', listed = ''] = (isWeighing ? ASPECTS.exec(text) : null) ?? [];
  const aspects = items(listed);
  if (aspects.length > 0 && wordsOf(subject).length > 0)
    return aspects.map((aspect) => `${aspect} of ${alternatives(subject)}`);
  const [, list = '', tail = ''] = SHARED_TAIL.exec(text) ?? [];
  const heads = items(list);
  if (heads.length > 1 && !heads.some((head) => /\s(?:per|of|by|for|in)\s/i.test(head)))
    return heads.map((head) => `${head} ${tail}`);
  const all = items(text);
  // `supply and demand` is one thing, `A, B and C` are three.
  return all.length > 2 || (all.length === 2 && all.every((item) => wordsOf(item).length > 1)) ? all : [text];
}

/** What `and` and commas join, when each is a short phrase that names something. */
function items(text: string): readonly string[] {
  const parts = text
    .split(/\s*,\s*(?:and\s+|or\s+|as well as\s+)?|\s+(?:and|or|as well as)\s+/i)
    .map((part) => part.replace(/^(?:their|its|the|our|of)\s+/i, '').trim())
    .filter((part) => part !== '');
  return parts.every((part) => part.split(' ').length <= 7 && wordsOf(part).length > 0) ? parts : [];
}

function alternatives(subject: string): string {
  return subject.replace(/\s+(?:with each other|to each other|side by side)$|^(?:all|each|every)\s+/gi, '').trim();
}

/** Topics whose words another one has already add nothing. */
function withoutRepeats(topics: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const topic of topics) {
    const stems = wordsOf(topic).map(({ stem }) => stem);
    const isKnown = kept.some((other) => {
      const others = new Set(wordsOf(other).map(({ stem }) => stem));
      return stems.every((stem) => others.has(stem));
    });
    if (!isKnown) kept.push(topic);
  }
  return kept;
}

/** One line of at most some 140 characters, cut between words. */
export function shortened(topic: string): string {
  const line = topic.replace(/\s+/g, ' ').trim();
  if (line.length <= 140) return line;
  return `${line.slice(0, 140).replace(/\s+\S*$/, '')} …`;
}

/** `find-price-boiler` for a topic; letters, digits and dashes, at most 32, a letter first. */
export function idOf(prefix: string, topic: string): string {
  const words = keyTerms(topic, 3).map((word) =>
    word
      .normalize('NFD')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, ''),
  );
  return [prefix, ...words.filter((word) => word !== '')].join('-').slice(0, 32).replace(/-+$/, '');
}
