import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readPage } from '../../functions/serve-page/page-files.ts';
import { servePage } from '../../functions/serve-page/serve-page.ts';
import type { PageTools } from '../../functions/serve-page/serve-page.ts';

const tokenEndpoint = 'https://signalbox.auth.eu-west-1.amazoncognito.com/oauth2/token';

describe('the function that serves the review page', () => {
  let folder: string;
  let tools: PageTools;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'signalbox-page-'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html>');
    writeFileSync(join(folder, 'page.js'), 'start();');
    writeFileSync(join(folder, 'page.css'), 'body{}');
    tools = { page: readPage(folder), discover: () => Promise.resolve({ tokenEndpoint }), endpoint: undefined };
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const get = (resource: string, headers: Record<string, string> | null = null) =>
    servePage({ resource, headers }, tools);
  const policy = async () => (await get('/')).headers['Content-Security-Policy']?.split('; ');

  it('answers the page, which nobody keeps', async () => {
    expect(await get('/')).toEqual({
      statusCode: 200,
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
        'Content-Security-Policy': expect.any(String),
        'Referrer-Policy': 'no-referrer',
        'Strict-Transport-Security': 'max-age=31536000',
        'X-Content-Type-Options': 'nosniff',
      },
      body: '<!doctype html>',
    });
  });

  it('lets the page do what it has to, and nothing else', async () => {
    expect(await policy()).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      'img-src data:',
      "connect-src 'self' https://signalbox.auth.eu-west-1.amazoncognito.com",
      'frame-src https://*.amazonaws.com',
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  it('shows documents from where the SDK finds S3', async () => {
    tools = { ...tools, endpoint: 'http://127.0.0.1:4566/any' };
    expect(await policy()).toContain('frame-src http://127.0.0.1:4566');
  });

  it('serves the page while the issuer does not answer, and is right as soon as it does', async () => {
    let answers = false;
    const discover = () => (answers ? Promise.resolve({ tokenEndpoint }) : Promise.reject(new Error('down')));
    tools = { ...tools, discover };
    expect(await policy()).toContain("connect-src 'self'");
    answers = true;
    expect(await policy()).toContain("connect-src 'self' https://signalbox.auth.eu-west-1.amazoncognito.com");
  });

  it.each([
    ['/page.js', 'text/javascript; charset=utf-8', 'start();'],
    ['/page.css', 'text/css; charset=utf-8', 'body{}'],
  ])('answers %s once, and then that it is the same', async (resource, type, body) => {
    const first = await get(resource);
    expect(first).toMatchObject({
      statusCode: 200,
      body,
      headers: { 'Content-Type': type, 'Cache-Control': 'no-cache' },
    });
    const etag = first.headers.ETag ?? '';
    expect(await get(resource, { 'if-none-match': etag })).toMatchObject({ statusCode: 304, body: '' });
    expect(await get(resource, { 'If-None-Match': '"other"' })).toMatchObject({ statusCode: 200, body });
    writeFileSync(join(folder, resource.slice(1)), 'new');
    expect(readPage(folder).get(resource)?.etag).not.toBe(etag);
  });

  it('answers nothing else', async () => {
    const answer = await get('/index.mjs');
    expect(answer.statusCode).toBe(404);
    expect(JSON.parse(answer.body)).toEqual({ message: 'nothing is at /index.mjs; the page is at /' });
  });
});
