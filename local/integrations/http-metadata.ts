import type { JsonObject } from '../query/json.ts';
import type { SdkResponse } from './sdk-client.ts';

/** Headers as AWS spells them in SdkHttpMetadata; the wire's own spelling says nothing. */
const SPELLING: Readonly<Record<string, string>> = {
  'content-length': 'Content-Length',
  'content-type': 'Content-Type',
  date: 'Date',
  server: 'Server',
  'x-amz-crc32': 'x-amz-crc32',
  'x-amz-executed-version': 'X-Amz-Executed-Version',
  'x-amz-log-result': 'X-Amz-Log-Result',
  'x-amzn-remapped-content-length': 'x-amzn-Remapped-Content-Length',
  'x-amzn-requestid': 'x-amzn-RequestId',
  'x-amzn-trace-id': 'X-Amzn-Trace-Id',
};

/** How a service spells `connection`, and what it sends that the local server does not. */
export interface HeaderStyle {
  readonly connection: 'connection' | 'Connection';
  readonly extra?: Readonly<Record<string, string>>;
}

/** The two members that optimized integrations add to a service's answer. */
export function sdkMetadata(http: SdkResponse['http'], style: HeaderStyle, requestId: string): JsonObject {
  const headers: Record<string, string> = { [style.connection]: 'keep-alive', ...style.extra };
  for (const [name, value] of Object.entries(http.headers)) {
    const spelled = SPELLING[name.toLowerCase()];
    if (spelled) headers[spelled] = value;
  }
  headers['x-amzn-RequestId'] = requestId;
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: http.statusCode,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}
