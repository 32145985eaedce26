import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { inputOf, pdfs, TEXTS } from '../../samples/documents/make-pdfs.ts';
import { analyzed, classified, extracted, extractedAfter, proposed, rowsOf } from './offline-documents.ts';
import type { Sent } from './offline-documents.ts';

const SAMPLES = new URL('../../samples/', import.meta.url);

interface Expected {
  readonly type: string;
  readonly reference: string | null;
  readonly result: Readonly<Record<string, unknown>>;
  readonly findings?: readonly unknown[];
  readonly mentions?: readonly string[];
}
interface Order {
  readonly number: string;
  readonly vendor: string;
  readonly currency: string;
  readonly lines: readonly { readonly description: string; readonly quantity: number; readonly unitPrice: number }[];
}
interface Deal {
  readonly id: string;
  readonly lines: Order['lines'];
  readonly discountPercent?: number;
  readonly total: number;
}

const expected = json<Readonly<Record<string, Expected>>>(new URL('sample-documents.json', import.meta.url));
const orders = json<readonly Order[]>(new URL('purchase-orders.json', SAMPLES));
const deals = json<readonly Deal[]>(new URL('deals.json', SAMPLES));
const files = readdirSync(new URL('documents/', SAMPLES)).filter((name) => !name.endsWith('.ts'));

describe.each(files)('the sample %s', (file) => {
  const name = file.replace(/\.\w+$/, '');
  const { type, reference, result, findings, mentions } = expected[name] as Expected;
  const bytes = readFileSync(new URL(`documents/${file}`, SAMPLES));
  const sent: Sent = file.endsWith('.pdf') ? bytes : bytes.toString();

  it('is told for what it is', async () => {
    const said = await classified(sent);
    expect(said).toMatchObject({ type, reference, addressesModel: false });
    expect(said.confidence).toBeGreaterThan(0.8);
  });

  if (type === 'invoice')
    it('yields what is printed', async () => {
      const { lines: _, ...scalars } = await extracted(sent);
      const { lines = orderOf(reference).lines.map(rowOf), ...others } = result;
      expect(scalars).toEqual(others);
      expect(rowsOf(await extracted(sent))).toEqual(lines);
    });
  if (type === 'contract')
    it('yields its clauses and risks, each quoted from its clause', async () => {
      const { findings: found, ...others } = await analyzed(sent);
      expect(others).toEqual(result);
      expect(found.map(({ clause, severity }) => [clause, severity])).toEqual(findings);
      const words = readFileSync(new URL('documents/contract.md', SAMPLES), 'utf8').replace(/\s+/g, ' ');
      for (const { quote } of found) expect(words).toContain(quote);
    });
  if (type === 'proposal_request')
    it('yields a proposal with the figures of its deal', async () => {
      const deal = deals.find(({ id }) => id === reference);
      const proposal = await proposed(sent, deal);
      expect(proposal).toMatchObject(result);
      const text = proposal.sections.map((section) => section.text).join('\n');
      for (const words of mentions ?? []) expect(text).toContain(words);
      expect(text).not.toContain('Tomas promised');
      expect(await proposed(sent)).toMatchObject({ total: null, currency: null });
    });
});

describe('the samples', () => {
  it('have PDFs and inputs that their script writes, to the byte', async () => {
    for (const [name, bytes] of await pdfs())
      expect(Buffer.from(bytes).equals(readFileSync(new URL(`documents/${name}`, SAMPLES)))).toBe(true);
    for (const name of TEXTS) {
      const input = inputOf(name);
      expect(json(new URL(`inputs/document-${input.documentId}.json`, SAMPLES))).toEqual(input);
    }
  });

  it('have an order that one invoice keeps to, and another does not', async () => {
    const rows = async (name: string) => rowsOf(await extracted(inputOf(name as 'invoice-ok.txt').text));
    expect(await rows('invoice-ok.txt')).toEqual(orderOf('PO-7781').lines.map(rowOf));
    const ordered = orderOf('PO-7790').lines.map(rowOf);
    const wrong = (await rows('invoice-wrong.txt')) as readonly (readonly [string, number, number])[];
    // A price, a quantity, and a line that nobody ordered.
    expect(wrong.filter((row) => !ordered.some((line) => String(line) === String(row))).map(([what]) => what)).toEqual([
      'Network switch, 24 ports',
      'Wireless access point, ceiling',
      'Express freight',
    ]);
    expect(orderOf('PO-7802').lines).toHaveLength(9);
  });

  it('have deals whose totals are those of their lines', () => {
    for (const { lines, discountPercent = 0, total } of deals) {
      const sum = lines.reduce((so, { quantity, unitPrice }) => so + quantity * unitPrice, 0);
      expect(sum * (1 - discountPercent / 100)).toBeCloseTo(total, 2);
    }
  });

  it('are answered again when an answer was broken', async () => {
    const { text } = inputOf('invoice-ok.txt');
    expect(await extractedAfter(1, text)).toEqual(await extracted(text));
    const pdf = readFileSync(new URL('documents/invoice-two-pages.pdf', SAMPLES));
    expect(await extractedAfter(1, pdf)).toEqual(await extracted(pdf));
  });
});

function orderOf(number: string | null): Order {
  const order = orders.find((one) => one.number === number);
  if (order === undefined) throw new Error(`samples/purchase-orders.json lacks ${number}`);
  return order;
}

function rowOf({ description, quantity, unitPrice }: Order['lines'][number]): readonly unknown[] {
  return [description, quantity, unitPrice, Math.round(quantity * unitPrice * 100) / 100];
}

function json<T>(url: URL): T {
  return JSON.parse(readFileSync(url, 'utf8')) as T;
}
