import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a model is asked, as far as these tests tell calls apart: `plan`, `validate`, or the id of a step. */
export type Asked = string;

/**
 * An OpenAI-compatible server outside of the local cloud's process, so that it outlives it: it plays a planner with this plan,
 * steps that say their names, and a validator that is content.
 */
export class PlayedModel {
  readonly url: string;
  /** In the order of the calls. */
  readonly asked: Asked[] = [];
  /** Calls that get no answer while they are in here. */
  readonly held = new Set<Asked>();
  readonly #server: ReturnType<typeof createServer>;

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(dependsOn: Readonly<Record<string, readonly string[]>>): Promise<PlayedModel> {
    const box: { model?: PlayedModel } = {};
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => void (body += text));
      request.on('end', () => {
        void (async () => {
          response.setHeader('content-type', 'application/json');
          if (request.url?.endsWith('/models')) return response.end('{"data":[{"id":"played"}]}');
          const { messages } = JSON.parse(body) as { messages: { role: string; content: string }[] };
          const said = messages.find(({ role }) => role === 'user')?.content ?? '';
          const asked = askedBy(said);
          box.model?.asked.push(asked);
          while (box.model?.held.has(asked) && !response.destroyed) await sleep(10);
          return response.end(JSON.stringify(completion(answerTo(asked, dependsOn))));
        })();
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const model = new PlayedModel(server);
    box.model = model;
    return model;
  }

  times(asked: Asked): number {
    return this.asked.filter((one) => one === asked).length;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await sleep(10);
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

function askedBy(said: string): Asked {
  const step = /<step>\s*\{\s*"id": "([a-z]+)"/.exec(said)?.[1];
  if (step !== undefined) return step;
  return said.includes('<results>') ? 'validate' : 'plan';
}

function answerTo(asked: Asked, dependsOn: Readonly<Record<string, readonly string[]>>): object {
  if (asked === 'validate') return { meetsCriteria: true, score: 1, feedback: 'Good.', criticism: [] };
  if (asked !== 'plan') return { output: `${asked} is done`, sources: [] };
  const steps = Object.entries(dependsOn).map(([id, needs]) => ({
    id,
    title: id,
    instruction: `Do ${id}.`,
    dependsOn: needs,
    tools: [],
    tier: 'haiku',
  }));
  return { steps };
}

function completion(answer: object): object {
  return {
    choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: JSON.stringify(answer) } }],
    usage: { prompt_tokens: 1000, completion_tokens: 100 },
  };
}
