import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../../local/engine/clock.ts';
import { RestApis } from '../../../local/resources/apigateway/rest-apis.ts';
import { ManagedPrompts } from '../../../local/resources/bedrock/managed-prompts.ts';
import { createClients } from '../../../local/resources/clients.ts';
import type { Cloud } from '../../../local/resources/cloud.ts';
import { UserPools } from '../../../local/resources/cognito/user-pools.ts';
import { dynamodbEngine } from '../../../local/resources/hosted/dynamodb-engine.ts';
import { EventBus } from '../../../local/resources/events/event-bus.ts';
import { ObjectEvents } from '../../../local/resources/events/object-events.ts';
import { targetCaller } from '../../../local/resources/events/event-target.ts';
import { fauxqsEngine } from '../../../local/resources/hosted/fauxqs-engine.ts';
import { FunctionRegistry } from '../../../local/resources/lambda/registry.ts';
import { MemoryStore } from '../../../local/store/memory-store.ts';

type Machines = Cloud['stateMachines'];
type Request<Call extends keyof Machines> = Parameters<Machines[Call]>[0];

/** A cloud whose tables, queues, topics and buckets are real, behind one port; state machines are written down only. */
export async function localServices(clock: Clock) {
  const dynamodb = dynamodbEngine();
  const fauxqs = fauxqsEngine(undefined, { onObjects: (call) => objectEvents.publish(call) });
  const server = createServer((request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    void (target.startsWith('DynamoDB_') ? dynamodb : fauxqs).handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const machines: Request<'create'>[] = [];
  const executions: Request<'startExecution'>[] = [];
  /** Thrown by the next starts, first one first. */
  const failures: Error[] = [];
  const problems: string[] = [];
  const stateMachines: Machines = {
    create(machine) {
      machines.push(machine);
      return { arn: `arn:aws:states:us-east-1:000000000000:stateMachine:${machine.name}` };
    },
    startExecution(request) {
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      executions.push(request);
    },
  };
  const clients = createClients(endpoint);
  const functions = new FunctionRegistry({ clock, endpoint });
  const report = (problem: string) => void problems.push(problem);
  const target = targetCaller({ endpoint, clients, functions, stateMachines, report });
  const events = new EventBus({ clock, store: new MemoryStore(), target, report });
  const objectEvents = new ObjectEvents(events, Promise.resolve());
  const workDirectory = mkdtempSync(path.join(tmpdir(), 'signalbox-code-'));
  const restApis = new RestApis();
  const userPools = new UserPools(endpoint);
  const made = { functions, events, objectEvents, restApis, userPools, prompts: new ManagedPrompts(clock), clients };
  const cloud: Cloud = { endpoint, stateMachines, ...made, workDirectory };
  return {
    cloud,
    machines,
    executions,
    failures,
    problems,
    async close() {
      events.close();
      clients.close();
      await Promise.all([functions.close(), dynamodb.close(), fauxqs.close()]);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(workDirectory, { recursive: true, force: true });
    },
  };
}
