/** Forms of companies, which one document spells out and the other shortens or leaves out. */
const FORMS: readonly string[] = [
  'ag',
  'bv',
  'co',
  'company',
  'corp',
  'corporation',
  'gmbh',
  'inc',
  'incorporated',
  'kg',
  'limited',
  'llc',
  'llp',
  'ltd',
  'nv',
  'plc',
  'pty',
  'sa',
  'sarl',
  'sas',
  'sl',
  'spa',
  'srl',
];

/** Whether two names are of one company: the same words but for its form. A letter more or less is another company, and a known fraud. */
export function sameVendor(one: string, other: string): boolean {
  return nameOf(one) === nameOf(other);
}

function nameOf(vendor: string): string {
  const plain = vendor.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[.'’]/g, '').toLowerCase();
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  // The first word is never a form: a company may be called Co.
  return words.filter((word, index) => index === 0 || !FORMS.includes(word)).join(' ');
}
