import { randomBytes } from 'node:crypto';

import { PDFDict, PDFDocument, PDFName, PDFString } from '@cantoo/pdf-lib';
import { describe, expect, it } from '@jest/globals';

import { openDocument } from '../../functions/open-document/open-document.ts';
import { contentName } from '../../functions/stores/claim-check.ts';
import { readPart } from '../../functions/stores/document-parts.ts';
import { memoryClaimChecks } from './fakes.ts';

/** Megabytes of noise, as a scan has them, on each page; `shared` noise is the same for all of them. */
async function pdfOf(pages: number, { mb = 0, sharedMb = 0 } = {}) {
  const document = await PDFDocument.create();
  const noise = (size: number) => document.context.register(document.context.stream(randomBytes(size * 1e6)));
  const shared = sharedMb > 0 ? noise(sharedMb) : undefined;
  for (let number = 1; number <= pages; number++) {
    const page = document.addPage([200, 100]);
    page.drawText(`This is page ${number}`, { size: 12 });
    if (mb > 0) page.node.set(PDFName.of('Scan'), noise(mb));
    if (shared) page.node.set(PDFName.of('Letterhead'), shared);
  }
  return document;
}

function opening(bytes: Uint8Array, key = 'a.pdf') {
  const store = memoryClaimChecks(new Map(), new Map([[`documents/${key}`, bytes]]));
  const tools = { store, buckets: ['documents'], partCharacters: 100 };
  return { store, opened: openDocument({ documentId: 'd', bucket: 'documents', key }, tools) };
}

/** Opens a document and reads each of its parts with the library that wrote it. */
async function partsOf(bytes: Uint8Array) {
  const { store, opened } = opening(bytes);
  const { parts, problem } = await opened;
  expect(problem).toBeUndefined();
  return Promise.all(
    parts.map(async (part) => {
      const read = await readPart(part, store);
      if (read.kind !== 'pdf') throw new Error('a part of a PDF is a PDF');
      const document = await PDFDocument.load(read.document.bytes);
      return { label: part.label, bytes: read.document.bytes.length, pages: document.getPageCount(), part, document };
    }),
  );
}

describe('a PDF', () => {
  it('that one call can read goes to the model as it is', async () => {
    const bytes = await (await pdfOf(20)).save();
    const { opened, store } = opening(bytes, 'scan');
    const source = { bucket: 'claims', key: `documents/${contentName(bytes)}` };
    expect(await opened).toEqual({
      documentId: 'd',
      source,
      format: 'pdf',
      bytes: bytes.length,
      parts: [{ index: 0, of: 1, label: 'pages 1-20', content: { kind: 'pdf', ref: source } }],
      warnings: [],
    });
    expect([...store.blobs.keys()]).toEqual(['documents/scan', `claims/${source.key}`]);
  });

  it('with more pages is cut into parts of 20', async () => {
    const parts = await partsOf(await (await pdfOf(41)).save());
    expect(parts.map(({ label, pages }) => [label, pages])).toEqual([
      ['pages 1-20', 20],
      ['pages 21-40', 20],
      ['page 41', 1],
    ]);
    expect(parts.map(({ part }) => [part.index, part.of])).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
  });

  it('of 10 MB is cut into parts that a model takes, each page in one of them', async () => {
    const bytes = await (await pdfOf(10, { mb: 1 })).save();
    expect(bytes.length).toBeGreaterThan(10_000_000);
    const parts = await partsOf(bytes);
    expect(parts.map(({ label }) => label)).toEqual(['pages 1-3', 'pages 4-6', 'pages 7-9', 'page 10']);
    expect(Math.max(...parts.map((part) => part.bytes))).toBeLessThanOrEqual(4_500_000);
  });

  it('is cut into the same parts each time, kept once', async () => {
    const bytes = await (await pdfOf(30)).save();
    const { opened, store } = opening(bytes);
    const first = await opened;
    const again = await openDocument(
      { documentId: 'd', bucket: 'documents', key: 'a.pdf' },
      { store, buckets: ['documents'], partCharacters: 100 },
    );
    expect(again).toEqual(first);
    // The upload, its copy, and two parts.
    expect(store.blobs.size).toBe(4);
  });

  it('keeps what its pages share in each part', async () => {
    const parts = await partsOf(await (await pdfOf(30, { sharedMb: 2 })).save());
    expect(parts.map(({ label }) => label)).toEqual(['pages 1-20', 'pages 21-30']);
    for (const { document } of parts) expect(document.getPage(0).node.get(PDFName.of('Letterhead'))).toBeDefined();
  });

  it('with a table of contents and a form is cut like any other, and keeps its notes', async () => {
    const document = await pdfOf(24, { mb: 0.4 });
    const pages = document.getPages();
    const { context } = document;
    const field = context.register(context.obj({ FT: 'Tx', T: PDFString.of('name'), Kids: [] }));
    const notes = pages.map(({ ref }) =>
      context.register(
        context.obj({ Type: 'Annot', Subtype: 'Widget', Rect: [0, 0, 9, 9], P: ref, Parent: field, V: 'x' }),
      ),
    );
    context.lookup(field, PDFDict).set(PDFName.of('Kids'), context.obj(notes));
    for (const [index, { node }] of pages.entries()) {
      const links = pages.map(({ ref }) => ({
        Type: 'Annot',
        Subtype: 'Link',
        Rect: [0, 0, 9, 9],
        Dest: [ref, 'Fit'],
      }));
      node.set(PDFName.of('Annots'), context.obj([...links, notes[index]!]));
      node.set(PDFName.of('AA'), context.obj({ O: { S: 'GoTo', D: [pages[0]!.ref, 'Fit'] } }));
    }
    const parts = await partsOf(await document.save());
    expect(parts.map(({ label }) => label)).toEqual(['pages 1-10', 'pages 11-20', 'pages 21-24']);
    expect(parts.map(({ document }) => document.getPage(0).node.Annots()?.size())).toEqual([1, 1, 1]);
  });

  it('is known by its first bytes, whatever its name', async () => {
    const bytes = await (await pdfOf(1)).save();
    expect(await opening(bytes, 'letter.txt').opened).toMatchObject({ format: 'pdf', parts: [{ label: 'page 1' }] });
  });
});

describe('a PDF that nobody can read', () => {
  const codeOf = async (bytes: Uint8Array) => {
    const { format, parts, problem } = await opening(bytes).opened;
    expect({ format, parts }).toEqual({ format: 'pdf', parts: [] });
    return problem;
  };

  it.each([
    ['a password', { userPassword: 'secret', ownerPassword: 'other' }],
    ['rights that its owner keeps', { userPassword: '', ownerPassword: 'other' }],
  ])('is protected by %s', async (_, passwords) => {
    const document = await pdfOf(2);
    document.encrypt(passwords);
    expect(await codeOf(await document.save())).toMatchObject({ code: 'EncryptedDocument' });
  });

  it('was cut off on its way', async () => {
    const bytes = await (await pdfOf(3)).save();
    expect(await codeOf(bytes.subarray(0, bytes.length / 2))).toMatchObject({ code: 'UnreadableDocument' });
  });

  it.each(['%PDF-1.7\nnothing of the kind\n%%EOF', 'no header %%EOF'])('is none: %j', async (text) => {
    expect(await codeOf(Buffer.from(text))).toMatchObject({ code: 'UnreadableDocument' });
  });

  it('has no pages', async () => {
    const document = await PDFDocument.create();
    expect(await codeOf(await document.save({ addDefaultPage: false }))).toMatchObject({ code: 'EmptyDocument' });
  });

  it('has more pages than anyone reads', async () => {
    expect(await codeOf(await (await pdfOf(501)).save())).toEqual({
      code: 'DocumentTooLarge',
      message: 'The PDF has 501 pages, and at most 500 are read. Ask for several files.',
    });
  });

  it('has a page that is too large by itself', async () => {
    const document = await pdfOf(2);
    const scan = document.context.stream(randomBytes(4_600_000));
    document.getPage(1).node.set(PDFName.of('Scan'), document.context.register(scan));
    expect(await codeOf(await document.save())).toMatchObject({
      code: 'DocumentTooLarge',
      message: expect.stringMatching(/^Page 2 of the PDF has 4\.6 MB .* at most 4\.5 MB/),
    });
  });

  it('falls into more parts than a state can carry', async () => {
    const letterhead = await pdfOf(101, { mb: 0.2, sharedMb: 4.2 });
    expect(await codeOf(await letterhead.save())).toMatchObject({
      code: 'DocumentTooLarge',
      message: expect.stringContaining('more than 100 parts of at most 4.5 MB'),
    });
  });
});
