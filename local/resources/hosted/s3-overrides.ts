import type { FauxqsApp } from './fauxqs-app.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html#API_GetObject_RequestSyntax */
const OVERRIDABLE = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;

/** Lets a GET say with which headers the object is answered, as a presigned URL does that must open in a page. */
export function overrideHeaders(app: FauxqsApp): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const { url } = request.routeOptions;
    if (request.method !== 'GET' || url?.startsWith('/:bucket/') !== true || reply.statusCode >= 400) return payload;
    const query = request.query as Readonly<Record<string, string | undefined>>;
    for (const name of OVERRIDABLE) {
      const value = query[`response-${name}`];
      if (value !== undefined) reply.header(name, value);
    }
    return payload;
  });
}
