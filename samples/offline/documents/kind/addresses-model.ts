import { sentencesOf } from '../reading/sentences.ts';

const READER = String.raw`(?:ai|a\.i\.|llm|(?:large )?language model|chat ?bot|bot|gpt|claude|(?:ai |virtual )?assistant|(?:ai |extraction |classification )?model|agent|automated (?:system|processor|process|workflow|reader|review)|(?:document|invoice) processor|processing system|workflow|parser)`;
const SUBJECT = String.raw`(?:this|it|the|that)(?: (?:invoice|document|contract|agreement|payment|bill|request|proposal|total|amount|type|confidence|result|output|answer|risk|severity))?`;

/** How documents talk to whoever processes them; what one company asks of another is none of it. */
const FORMS: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override|bypass|skip)\b.{0,50}\b(?:instructions?|prompts?|rules?|guidelines?|polic(?:y|ies)|(?:previous|prior|earlier|above) (?:text|context|messages?|steps?)|checks?|validations?|(?:human |manual )?reviews?|approvals?)\b/i,
  new RegExp(
    String.raw`\b(?:as an?|you are (?:an?|the)|dear|attention|attn:?|note (?:to|for)|message (?:to|for)|instructions? (?:to|for)|hello|hey|if you are an?|to (?:the|any|every)) (?:the |any |an? )?${READER}\b`,
    'i',
  ),
  /\bsystem (?:prompt|message|override|instruction)|\bprompt injection\b|\bjailbreak|<\s*\/?\s*(?:system|assistant|document|deal|prompt|instructions?)\s*>|\[\/?(?:system|inst)\]|#{2,}\s*(?:system|instructions?)\b/i,
  new RegExp(
    String.raw`(?:^|[.!?:]\s*|\b(?:please|kindly|must|should|you|to) )(?:auto(?:matically)?[- ]?)?(?:approve|authori[sz]e|accept|release|clear) ${SUBJECT}(?![\p{L}])(?! (?:terms|conditions|changes|offer))`,
    'iu',
  ),
  new RegExp(
    String.raw`\b(?:mark|classify|treat|label|tag|set|report|record|rate|score|extract|return|output)s? ${SUBJECT} (?:as|to|at|with)\b.{0,40}\b(?:approved|paid|valid(?:ated)?|verified|complete|correct|invoice|contract|proposal|low|none|zero|\d+(?:\.\d+)?|true|false|matching|trusted)\b`,
    'i',
  ),
  /(?:^|[.!?:;]\s*|\byou |\bplease )(?:do not|don't|never|must not|should not) (?:flag|report|mention|escalate|compare|validate|verify|check|question|route|list|include any (?:risk|finding)s?|send (?:this|it) (?:to|for))\b/i,
  /\bforget (?:everything|all|what)\b|\b(?:set|make|force|give|use|report)\b (?:the |its |a |an )?(?:confidence|(?:document )?type|classification|severity|risk level)\b.{0,20}\b(?:to|of|as|at)\b/i,
  /\b(?:respond|reply|answer|output|return) (?:only |exactly )?(?:with|in|as) (?:only )?(?:valid )?(?:json|yaml|xml|the following|["'“{])/i,
  /\b(?:no|without(?: any)?) (?:human |manual |further |additional )?(?:review|approval|validation|check) (?:is |are )?(?:needed|required|necessary)\b/i,
  /\b(?:who|what)ever (?:processes|reads|parses|reviews) this\b/i,
];

/** Whether a text holds instructions for whoever or whatever processes it. */
export function addressesModel(text: string): boolean {
  return sentencesOf(text).some(isForModel);
}

export function isForModel(sentence: string): boolean {
  return FORMS.some((form) => form.test(sentence));
}
