import { LambdaClient } from '@aws-sdk/client-lambda';
import { expect } from '@jest/globals';

import { startLocalCloud } from '../../../local/local-cloud.ts';
import { MemoryStore } from '../../../local/store/memory-store.ts';
import { echoDriver } from '../../support/echo-driver.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';
import { synthesizeApiApp } from './api-gateway-app.ts';

/** The app with an API on the local cloud, and how to call it; its time stands still. */
export async function startApi() {
  const clock = simulatedClock({ start: Date.UTC(2026, 3, 9, 12, 34, 56) });
  /** What the developer is told. */
  const problems: string[] = [];
  const app = synthesizeApiApp();
  const cloud = await startLocalCloud({
    port: 0,
    app: app.directory,
    store: new MemoryStore(),
    clock,
    driver: echoDriver(),
    report: (problem) => void problems.push(problem),
  });
  const lambda = new LambdaClient({
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const urlOf = (path: string) => `${cloud.url}/_local/apigateway/items/v1${path}`;
  const call = (path: string, init?: RequestInit) => fetch(urlOf(path), { redirect: 'manual', ...init });

  async function answer(path: string, init?: RequestInit): Promise<[number, unknown]> {
    const response = await call(path, init);
    const text = await response.text();
    return [response.status, text === '' ? '' : JSON.parse(text)];
  }

  /** The event that the function got. */
  async function event(path: string, init?: RequestInit) {
    const [status, body] = await answer(path, init);
    expect(status).toBe(200);
    return body as Readonly<Record<string, unknown>> & { requestContext: Readonly<Record<string, unknown>> };
  }

  async function stop(): Promise<void> {
    lambda.destroy();
    await cloud.close();
    app.remove();
  }

  return { url: cloud.url, clock, problems, lambda, urlOf, call, answer, event, stop };
}
