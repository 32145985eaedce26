export interface RiskRule {
  /** Seen in a sentence of a clause. */
  readonly seen: RegExp;
  /** What takes the sting out of it. */
  readonly unless?: RegExp;
  readonly severity: 'low' | 'medium' | 'high';
  readonly risk: string;
  readonly recommendation: string;
}

const WE = String.raw`(?:client|customer|buyer|licensee|lessee|tenant|company|user|purchaser|recipient|you)`;
const THEY = String.raw`(?:provider|supplier|vendor|contractor|consultant|licensor|lessor|landlord|agency|seller|service provider|we)`;
const BOTH = /\b(?:either|each|both|neither) part(?:y|ies)|\bmutual(?:ly)?\b/i;

/** What a careful reader looks for, on behalf of the party that receives the service. One finding a rule and clause. */
export const RISK_RULES: readonly RiskRule[] = [
  {
    seen: /\b(?:unlimited(?: and uncapped)?|uncapped)\b.{0,40}\bliab|\bliab\w*\b.{0,80}\b(?:unlimited|uncapped|without (?:any )?limit(?:ation)?(?! to)|(?:shall|will|is|are) not (?:be )?(?:limited|capped)|no (?:limit|cap))/i,
    unless:
      /including,? without limitation|(?:fraud|gross negligence|wil(?:l)?ful|death or personal injury)[^.]*(?:unlimited|not (?:be )?limited)/i,
    severity: 'high',
    risk: 'Liability has no upper limit, so one incident can cost more than the whole contract.',
    recommendation: 'Cap liability of both parties, for instance at the fees of twelve months.',
  },
  {
    seen: new RegExp(
      String.raw`\b${THEY}['’]?s?\b.{0,60}\bliab\w*.{0,80}\b(?:not exceed|limited to|capped at|exceed)\b|\b${THEY}\b.{0,60}\b(?:not be (?:held )?(?:liable|responsible)|no liability|excludes? (?:all|any) liability|disclaims? (?:all|any) liability)`,
      'i',
    ),
    unless: BOTH,
    severity: 'medium',
    risk: 'The other side limits or excludes its own liability and leaves larger losses with you.',
    recommendation:
      'Raise the cap to at least the yearly fees and carve out breaches of data protection and confidentiality.',
  },
  {
    seen: new RegExp(
      String.raw`\b(?:indemnif(?:y|ies)|hold harmless)\b.{0,220}\b(?:any and all|all (?:claims|losses|liabilities)|in any way|whether or not|regardless|even (?:if|where|when)|own negligence|howsoever)`,
      'i',
    ),
    unless: BOTH,
    severity: 'high',
    risk: 'The indemnity is so broad that it covers losses which you neither cause nor control.',
    recommendation:
      'Limit the indemnity to claims of third parties that your own breach or negligence causes, and make it mutual.',
  },
  {
    seen: /\b(?:renews?|renewed|extends?|extended|renewal|prolong\w*)\b.{0,80}\bauto(?:matic|matically)\b|\bauto(?:matic|matically|-)\b.{0,40}\b(?:renew|extend|prolong)|\b(?:tacit|evergreen) renewal/i,
    severity: 'medium',
    risk: 'The contract renews by itself, and a missed notice binds you for another term.',
    recommendation:
      'Ask for renewal by written agreement only, or for a notice of thirty days and a short renewal term.',
  },
  {
    seen: new RegExp(
      String.raw`\b${THEY}\b.{0,40}\bmay\b.{0,30}\b(?:terminate|cancel|suspend|end)\b.{0,120}\b(?:any time|convenience|any reason|no reason|without (?:cause|notice|reason)|sole discretion|immediately)`,
      'i',
    ),
    unless: BOTH,
    severity: 'high',
    risk: 'The other side may end or stop the service whenever it likes, and you have little time to replace it.',
    recommendation: 'Make the right mutual, with a notice of at least ninety days and help with the transition.',
  },
  {
    seen: new RegExp(
      String.raw`\b${WE}\b.{0,40}\b(?:may (?:only )?(?:terminate|cancel) only|may only (?:terminate|cancel)|(?:may|shall|can) ?not (?:terminate|cancel)|has no right to (?:terminate|cancel)|waives? (?:any|its) right to (?:terminate|cancel))`,
      'i',
    ),
    severity: 'high',
    risk: 'You cannot leave the contract when it no longer serves you.',
    recommendation: 'Ask for a right to terminate for convenience with reasonable notice.',
  },
  {
    seen: /\b(?:remaining|balance of the|unexpired)\b.{0,40}\b(?:fees|payments|charges|term)\b.{0,60}\b(?:due|payable|accelerat|owed)|\b(?:early termination (?:fee|charge)|cancellation (?:fee|charge))|\b(?:fees|payments|charges) (?:are|is) (?:non-?refundable|not refundable)|\bnon-?refundable\b/i,
    severity: 'medium',
    risk: 'You pay for services that you no longer receive.',
    recommendation: 'Limit what is due after a termination to what was delivered until then.',
  },
  {
    seen: new RegExp(
      String.raw`\b(?:increase|raise|adjust|change|revise|modify)s?\b.{0,40}\b(?:fees?|prices?|rates?|charges?)\b.{0,80}\b(?:any time|sole discretion|without (?:consent|approval|notice)|(?:by|on|upon|with) (?:giving )?(?:\w+ ){0,3}(?:days?['’]?|months?['’]?|prior|written)? ?notice)|\b(?:fees?|prices?|rates?) (?:may|can) be (?:increased|changed|raised|adjusted)\b(?!.{0,80}\b(?:index|cpi|agree))`,
      'i',
    ),
    unless: /\b(?:mutual(?:ly)?|by agreement|both parties|consumer price index|cpi|not exceed|no more than|capped)\b/i,
    severity: 'medium',
    risk: 'Prices can rise without your consent.',
    recommendation: 'Fix the prices for the term, or tie increases to an index with a cap and a right to terminate.',
  },
  {
    seen: new RegExp(
      String.raw`\b${THEY}\b.{0,40}\bmay\b.{0,40}\b(?:amend|modify|change|update|revise|vary)\b.{0,60}\b(?:agreement|terms|conditions|contract|services?)\b.{0,80}\b(?:any time|posting|website|sole discretion|without|notice|from time to time)`,
      'i',
    ),
    unless: /\b(?:mutual|both parties|written (?:consent|agreement) of)\b/i,
    severity: 'high',
    risk: 'The other side can rewrite the contract alone.',
    recommendation: 'Require that amendments are in writing and signed by both parties.',
  },
  {
    seen: new RegExp(
      String.raw`\b(?:exclusive(?:ly)? (?:supplier|provider|vendor|purchase|basis|use)|exclusivity)\b|\b${WE}\b.{0,40}\b(?:shall|will|may|must|agrees?)\b ?(?:to )?not\b.{0,80}\b(?:any other (?:supplier|provider|vendor|source)|third part(?:y|ies)|competitors?|elsewhere|competing)`,
      'i',
    ),
    unless: /non-?exclusive|disclos|confidential|assign/i,
    severity: 'medium',
    risk: 'You may not buy from anyone else, whatever the price or quality.',
    recommendation: 'Strike the exclusivity, or tie it to service levels and a price comparison.',
  },
  {
    seen: new RegExp(
      String.raw`\b(?:work product|deliverables|results|reports|intellectual property|inventions|data|models|improvements)\b.{0,160}\b(?:exclusive|sole)?\s?(?:property of|vests? in|owned by|belongs? to)\b.{0,20}\b${THEY}\b|\b${THEY}\b.{0,40}\b(?:owns?|retains?)\b.{0,40}\b(?:all )?(?:rights?|title|intellectual property)\b.{0,60}\b(?:deliverables|work product|results)`,
      'i',
    ),
    severity: 'medium',
    risk: 'What you pay for belongs to the other side, and you depend on it to go on using it.',
    recommendation: 'Have the rights in work made for you assigned to you, or get a perpetual licence.',
  },
  {
    seen: new RegExp(
      String.raw`\b${THEY}\b.{0,40}\bmay\b.{0,60}\b(?:use|share|sell|disclose|analy[sz]e|train)\b.{0,60}\b(?:${WE}(?:['’]s)? )?(?:data|content|information)\b`,
      'i',
    ),
    unless: /\bonly (?:to|for|as)\b|required by law|solely/i,
    severity: 'medium',
    risk: 'The other side may use your data for its own ends.',
    recommendation: 'Limit the use of your data to providing the service to you.',
  },
  {
    seen: /\b(?:liquidated damages|penalt(?:y|ies)|contractual penalty|forfeit\w*)\b/i,
    unless: /\b(?:no|without|not (?:subject to|a)) (?:any )?penalt/i,
    severity: 'medium',
    risk: 'A breach costs a fixed sum, whatever the actual loss.',
    recommendation: 'Limit penalties to a share of the price and to real losses.',
  },
  {
    seen: /\b(?:interest|late (?:fee|charge|payment))\b.{0,80}\b(?:[2-9]|\d{2,})(?:\.\d+)?\s?%\s*(?:per|a|each)\s*month|\b(?:1[5-9]|[2-9]\d)(?:\.\d+)?\s?%\s*(?:per|a)\s*(?:annum|year)\b.{0,40}\b(?:interest|overdue|late)/i,
    severity: 'low',
    risk: 'Interest on late payments is far above the usual rates.',
    recommendation: 'Lower the rate to the statutory one and add a grace period.',
  },
  {
    seen: /\bas[ -]is\b|\b(?:disclaims?|excludes?|without) (?:any|all)(?: express or implied)? (?:other )?warrant/i,
    severity: 'medium',
    risk: 'Nobody answers for the quality of the service.',
    recommendation:
      'Ask for a warranty of professional care and conformity with the specification, with re-performance.',
  },
  {
    seen: new RegExp(
      String.raw`\b${THEY}\b.{0,40}\bmay\b.{0,40}\b(?:assign|transfer|subcontract|novate)\b.{0,80}\b(?:without|freely|any third party|at its discretion)`,
      'i',
    ),
    severity: 'low',
    risk: 'You may end up with a partner whom you did not choose.',
    recommendation: 'Make an assignment subject to your written consent.',
  },
  {
    seen: /\bnon-?compet(?:e|ition)\b|\bshall not\b.{0,40}\bcompete\b/i,
    severity: 'medium',
    risk: 'Your own business is restricted.',
    recommendation: 'Strike the restraint or narrow it in scope, area and time.',
  },
];
