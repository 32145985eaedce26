import { Agent, request } from 'node:http';

/** Requests as cheap as node:http makes them, over so many kept connections: what the server takes, not what an SDK takes. */
export class RawClient {
  readonly #agent: Agent;
  readonly #url: string;

  constructor(url: string, connections: number) {
    this.#url = url;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** An operation of Step Functions; rejects unless the answer is 200. */
  async call<T>(operation: string, input: object): Promise<T> {
    const headers = {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AWSStepFunctions.${operation}`,
      authorization: 'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/states/aws4_request',
    };
    return JSON.parse(await this.#send('POST', '/', headers, JSON.stringify(input))) as T;
  }

  async health(): Promise<void> {
    await this.#send('GET', '/_local/health');
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, headers: Record<string, string> = {}, body = ''): Promise<string> {
    return new Promise((resolve, reject) => {
      const sent = request(this.#url + path, { method, agent: this.#agent, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response.on('error', reject);
        response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(text))));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
