/**
 * Words in a text that speak to whoever processes it. A person is told of them; models are told to ignore them. A sender who means
 * well may use them too, so they stop nothing.
 */
const WORDS: readonly string[] = [
  // English
  '(?:ignore|disregard|forget|override) (?:(?:all|any|of|the|your|these|those) ){0,3}(?:previous|prior|above|earlier|preceding|other|system) (?:instructions?|prompts?|rules|guidelines|directions|messages)',
  '(?:ignore|disregard) (?:all|any|your) (?:instructions|rules|guidelines)',
  '(?:ignore|disregard|forget|override) (?:(?:all|everything|anything|of|the|that|is|was|said|written) ){0,4}(?:above|before)',
  'approve (?:this|immediately)',
  'auto-?approve',
  '(?:mark|classify|treat|flag) (?:this|it)(?: \\p{L}+)? as (?:approved|paid|complete|valid|verified|safe)',
  '(?:skip|bypass|omit) (?:(?:all|any|the|every|further|human) ){0,2}(?:reviews?|validations?|checks|approvals?|verifications?)',
  "(?:do not|don[’']t|never) (?:tell|inform|notify|alert|mention (?:it|this) to) (?:(?:the|any|a) )?(?:user|reviewer|human|approver|operator)s?",
  "you(?: a|[’']?)re (?:(?:an?|the) )?(?:AI|artificial intelligence|(?:large )?language model|LLM|chatbot)",
  'as an AI (?:(?:large )?language )?(?:model|assistant|agent)',
  '(?:attention|dear|note to|hello)[,:]?(?: (?:the|all|any))? (?:AI|LLMs?|language models?|chatbots?|bots?)(?: \\p{L}+)?',
  'system prompt',
  'new instructions ?:',
  // German
  '(?:ignorier(?:e|en sie)?|missachten? ?(?:sie)?|vergiss|vergessen sie) (?:(?:alle|die|deine|ihre) ){0,2}(?:vorherigen|vorigen|bisherigen|obigen|früheren|vorangegangenen) (?:anweisungen|regeln|instruktionen|vorgaben)',
  '(?:genehmige|genehmigen sie) (?:diese[ns]?|dies|das|sofort)',
  '(?:du bist|sie sind) (?:eine? )?(?:KI|künstliche intelligenz|sprachmodell|chatbot)',
  'system-?prompt',
  // French
  '(?:ignore[zr]?|oublie[zr]?) (?:toutes )?(?:les|tes|vos) (?:instructions|consignes|règles) (?:précédentes|antérieures|ci-dessus)',
  '(?:approuve[zr]?|valide[zr]?) (?:cette?|ceci|immédiatement)',
  '(?:tu es|vous êtes) (?:une? )?(?:IA|intelligence artificielle|modèle de langage)',
  '(?:prompt|invite|message) (?:du )?système',
  // Spanish
  '(?:ignor(?:a|e|ar)|olvid(?:a|e|ar)) (?:todas )?(?:las|tus|sus) (?:instrucciones|reglas|indicaciones) (?:anteriores|previas)',
  '(?:aprueb[ae]|aprobar) (?:est[aeo]|inmediatamente)',
  '(?:eres|usted es) (?:una? )?(?:IA|inteligencia artificial|modelo de lenguaje)',
  '(?:prompt|mensaje) del sistema',
];
/** Marks by which models tell who speaks, and our own. */
const MARKS = ['<\\|[a-z_]+\\|>', '\\[/?INST\\]', '</?(?:system|assistant|document|deal)>'];

const TO_PROCESSOR = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${WORDS.join('|')})(?![\\p{L}\\p{N}])|${MARKS.join('|')}`,
  'giu',
);

const QUOTED_CHARACTERS = 80;
const CONTEXT_CHARACTERS = 20;
// A reviewer reads one or two; all of them travel through every state.
const MOST_WARNINGS = 10;

/** A sentence for each place, in order, that quotes it. */
export function wordsToProcessor(text: string): readonly string[] {
  const shown = revealed(text);
  const quotes: string[] = [];
  let places = 0;
  let quotedTo = 0;
  for (const { index, 0: words } of shown.matchAll(TO_PROCESSOR)) {
    if (index < quotedTo) continue;
    places += 1;
    const from = wordStart(shown, Math.max(quotedTo, index - CONTEXT_CHARACTERS), index);
    const quote = shortened(shown.slice(from, index + words.length + CONTEXT_CHARACTERS));
    quotedTo = Math.max(index + words.length, from + quote.length);
    if (quotes.length < MOST_WARNINGS) quotes.push(quote);
  }
  return [
    ...quotes.map((quote) => `The document speaks to whoever processes it: “${quote}”`),
    ...(places > MOST_WARNINGS ? [`It does so in ${places - MOST_WARNINGS} more places.`] : []),
  ];
}

/** The first place from `from` on, at the latest `to`, where a word begins. */
function wordStart(text: string, from: number, to: number): number {
  if (from === 0 || text[from - 1] === ' ') return from;
  const space = text.indexOf(' ', from);
  return space < 0 ? to : Math.min(space + 1, to);
}

/** The text as a model takes it in: letters of another width as usual ones, and without what no reader sees. */
function revealed(text: string): string {
  return (
    text
      .normalize('NFKC')
      // Tags are invisible twins of ASCII; models read them.
      .replace(/[\u{e0020}-\u{e007e}]/gu, (tag) => String.fromCodePoint((tag.codePointAt(0) ?? 0) - 0xe0000))
      .replace(/\p{Cf}/gu, '')
      .replace(/\s+/gu, ' ')
  );
}

function shortened(quote: string): string {
  const whole = withoutHalves(quote).trim();
  return whole.length <= QUOTED_CHARACTERS ? whole : `${withoutHalves(whole.slice(0, QUOTED_CHARACTERS - 1))}…`;
}

/** A cut within a character leaves half of a pair at an end. */
function withoutHalves(text: string): string {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}
