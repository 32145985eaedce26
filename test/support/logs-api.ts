const SIGNED = 'AWS4-HMAC-SHA256 Credential=any/20261121/us-east-1/logs/aws4_request, SignedHeaders=host, Signature=0';

/** The wire form that SDKs send; the project does not depend on the Logs client. */
export async function callLogs<T = unknown>(url: string, operation: string, input: object): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      authorization: SIGNED,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Logs_20140328.${operation}`,
    },
    body: JSON.stringify(input),
  });
  return (await response.json()) as T;
}
