import { isForModel } from '../kind/addresses-model.ts';
import { COMPANY_FORM, nameOf } from '../reading/company.ts';
import { sentencesOf } from '../reading/sentences.ts';

/** What a customer asks for, in the customer's words. */
export interface ProposalRequest {
  readonly subject: string | undefined;
  readonly customer: string | undefined;
  /** Who they are and why they write. */
  readonly situation: readonly string[];
  /** What the proposal has to cover, item by item. */
  readonly requirements: readonly string[];
  readonly schedule: readonly string[];
  /** What they insist on. */
  readonly conditions: readonly string[];
}

const BULLET = /^\s*(?:[-*•–]|\(?\d{1,2}[.)]|\(?[a-h]\))\s+/;
const HEADER =
  /^\s*(?:from|to|cc|date|sent|subject|re|ref(?:erence)?|deal(?: id)?|opportunity(?: id)?|phone|tel|e-?mail)\b[^:\n]{0,20}:/i;
const GREETING =
  /^(?:dear|hello|hi|good (?:morning|day)|to whom|kind regards|best regards|regards|sincerely|thank(?:s| you)|yours)\b/i;
const ASKS = /\b(?:proposal|quotation|quote|offer|tender|bid)s?\b/i;
const SCHEDULE =
  /\b(?:by|until|before|from|starting|start|live|deadline|within|no later than|go-live|end of|beginning of)\b.{0,50}(?:\d|\b(?:january|february|march|april|may|june|july|august|september|october|november|december|week|month|quarter|spring|summer|autumn|winter)\b)/i;
const NEED =
  /\b(?:we (?:need|want|require|would like|expect|are looking for)|should|please (?:cover|include|offer)|has to|have to|needs? to)\b/i;
const CONDITION =
  /\b(?:must|have to stay|only if|mandatory|required|comply|compliance|gdpr|hipaa|iso \d+|payment terms|no more than|not exceed)\b/i;

const MOST = { situation: 3, requirements: 12, schedule: 4, conditions: 5 } as const;

/** Reads a request; sentences for whoever processes it are no wishes of the customer's and stay out. */
export function requestOf(text: string): ProposalRequest {
  const lines = text.split('\n');
  const isSaid = (sentence: string): boolean => !isForModel(sentence) && !GREETING.test(sentence);
  const bullets = bulletsOf(lines).filter(isSaid);
  const prose = sentencesOf(lines.filter((line) => !HEADER.test(line)).join('\n')).filter(
    (sentence) => sentence.split(' ').length >= 4 && !BULLET.test(sentence) && isSaid(sentence),
  );
  // When the proposal itself is due is no date of the work.
  const schedule = prose.filter((sentence) => SCHEDULE.test(sentence) && !ASKS.test(sentence));
  const conditions = prose.filter((sentence) => CONDITION.test(sentence) && !schedule.includes(sentence));
  const wishes = prose.filter((sentence) => NEED.test(sentence) && !schedule.includes(sentence));
  return {
    subject: subjectOf(lines),
    customer: customerOf(text),
    situation: prose
      .filter(
        (sentence) =>
          ![...schedule, ...conditions].includes(sentence) && !ASKS.test(sentence) && !sentence.endsWith(':'),
      )
      .slice(0, MOST.situation),
    requirements: (bullets.length > 0 ? bullets : wishes).slice(0, MOST.requirements),
    schedule: schedule.slice(0, MOST.schedule),
    conditions: conditions.slice(0, MOST.conditions),
  };
}

/** The items of lists, each with the lines that it runs over. */
function bulletsOf(lines: readonly string[]): readonly string[] {
  const items: string[] = [];
  let isOpen = false;
  for (const line of lines) {
    if (BULLET.test(line)) items.push(line.replace(BULLET, '').trim());
    else if (isOpen && /^\s{2,}\S/.test(line)) items[items.length - 1] += ` ${line.trim()}`;
    isOpen = BULLET.test(line) || (isOpen && /^\s{2,}\S/.test(line));
  }
  return items.map((item) => item.replace(/[;,]$|\band$/, '').trim()).filter((item) => item.length > 2);
}

function subjectOf(lines: readonly string[]): string | undefined {
  const subject = lines
    .map((line) => /^\s*(?:subject|re|betreff)\s*:\s*(.+)$/i.exec(line)?.[1])
    .find((found) => found !== undefined);
  const title =
    subject ??
    lines.find((line) => /\brequest for (?:proposal|quotation|quote)|\brf[pq]\b/i.test(line) && line.length < 120);
  const plain = title
    ?.replace(
      /^[\s#*]*(?:re:\s*)?(?:request for (?:a )?(?:proposal|quotation|quote)s?|rf[pq])\s*(?:\(rf[pq]\))?\s*[:–—-]?\s*(?:for\b\s*)?/i,
      '',
    )
    .replace(/\s*\((?:deal|opportunity|ref)[^)]*\)|\*\*/gi, '')
    .trim();
  return plain === '' || plain === undefined || isForModel(plain) ? undefined : plain;
}

const CUSTOMER_LABEL =
  /^\s*(?:\*\*)?(?:company|customer|client|organi[sz]ation|issued by|on behalf of)(?:\*\*)?\s*:\s*(?:\*\*)?(.+)$/im;
// `Head of Patient Services, Fernhollow Clinics` below a name.
const SIGNATURE = /(?:regards|sincerely|yours|thanks|thank you)[^\n]*\n+[^\n]+\n(?:[^\n]*?,\s*)?([^\n,]+)\s*(?:\n|$)/i;
const IN_WORDS = new RegExp(String.raw`\b((?:[\p{Lu}][\p{L}&'’.-]*\s){1,5}${COMPANY_FORM}\.?)(?![\p{L}])`, 'u');
const SPEAKS =
  /(?:^|[.\n]\s*)(?:(?:at|we (?:at|are)|i am writing on behalf of)\s+)?((?:\p{Lu}[\p{L}&'’-]*\s){1,4}?(?:\p{Lu}[\p{L}&'’-]*)?)\s*(?:runs|operates|is (?:a|an|planning|looking)|plans|manages|provides|wants|needs|seeks|would like|invites|requests)\b/u;

const CALLED = /\b(?:called|named|from|on behalf of)\s+((?:\p{Lu}[\p{L}&'’-]*\s?){1,4})/u;
const JOB =
  /^(?:head|director|manager|chief|c[eft]o|officer|vice|vp|president|coordinator|lead|owner|tel|phone|mobile)\b/i;

function customerOf(text: string): string | undefined {
  const said = [CUSTOMER_LABEL, SIGNATURE, IN_WORDS, SPEAKS, CALLED].flatMap(
    (form) => form.exec(text)?.[1]?.trim() ?? [],
  );
  const fit = said.find((name) => !/\d{3}|@/.test(name) && !JOB.test(name) && !/^(?:I|We|Our|It|You)\b/.test(name));
  return fit === undefined ? undefined : nameOf(fit);
}
