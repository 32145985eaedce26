/** What the name of a company ends with. */
export const COMPANY_FORM = String.raw`(?:Inc|Incorporated|LLC|L\.L\.C|LLP|LP|Ltd|Limited|Corp|Corporation|Co|Company|PLC|GmbH(?: & Co\. KG)?|AG|KG|OHG|UG|SE|S\.?A\.?S?|SARL|S\.?r\.?l|S\.?p\.?A|B\.?V|N\.?V|A\/S|AB|AS|Oy|Pty(?:\.? Ltd)?|S\.?L|e\.?V|Co-operative|Cooperative|Partners|Group|Holdings?|Foundation|University)`;

const ENDS_WITH_FORM = new RegExp(String.raw`(?:^|[\s,])${COMPANY_FORM}\.?$`, 'iu');

export function isCompany(text: string): boolean {
  return ENDS_WITH_FORM.test(text.trim());
}

/** A name as it is printed, without the address behind it; undefined for what is none, such as a mail address. */
export function nameOf(said: string): string | undefined {
  const plain = said.replace(/<[^>]*>|\([^)]*\)?/g, '').trim();
  const [first = ''] = plain.split(/\s*[|·•;]\s*|\s+[–—-]\s+/);
  const name = beforeAddress(first).replace(/[\s,:]+$/, '');
  return name.length > 1 && name.length <= 90 && /\p{L}{2}/u.test(name) && !/@|https?:/.test(name) ? name : undefined;
}

/** `Acme, Inc., 12 High Street` → `Acme, Inc.`: an address begins with a number, or behind the company's form. */
function beforeAddress(text: string): string {
  const parts = text.split(/,\s+/);
  const end = parts.findLastIndex((part, index) => isCompany(part) && index <= 2);
  if (end >= 0) return parts.slice(0, end + 1).join(', ');
  const address = parts.findIndex((part, index) => index > 0 && /\d/.test(part));
  return address > 0 ? parts.slice(0, address).join(', ') : text;
}
