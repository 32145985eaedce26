import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { apiGatewayService } from './api/api-gateway.ts';
import { bedrockService } from './api/bedrock.ts';
import { cognitoService } from './api/cognito.ts';
import { eventBridgeService } from './api/event-bridge.ts';
import { dynamodbService, storageAndMessagingServices } from './api/hosted-services.ts';
import { lambdaService } from './api/lambda.ts';
import { localService } from './api/local-pages.ts';
import { logsService } from './api/logs.ts';
import { startServer } from './api/server.ts';
import { stepFunctionsService } from './api/step-functions.ts';
import { Activities } from './engine/activities.ts';
import type { Clock } from './engine/clock.ts';
import { Executions } from './engine/executions.ts';
import type { Integrations } from './engine/integration.ts';
import { StateMachines } from './engine/state-machines.ts';
import type { Store } from './engine/store.ts';
import { TaskTokens } from './engine/task-tokens.ts';
import { integrations } from './integrations/integrations.ts';
import { createCallLog, type CallLog } from './models/call-log.ts';
import type { ModelDriver } from './models/driver.ts';
import { createFaults, type Faults } from './models/faults.ts';
import { RestApis } from './resources/apigateway/rest-apis.ts';
import { ManagedPrompts } from './resources/bedrock/managed-prompts.ts';
import { createClients, type Clients } from './resources/clients.ts';
import type { StateMachineHost } from './resources/cloud.ts';
import { UserPools } from './resources/cognito/user-pools.ts';
import { deploy, type DeployedResource } from './resources/deploy.ts';
import { EventBus, type NewEvent } from './resources/events/event-bus.ts';
import { targetCaller } from './resources/events/event-target.ts';
import { ObjectEvents } from './resources/events/object-events.ts';
import { statusChange } from './resources/events/status-change.ts';
import { dynamodbEngine } from './resources/hosted/dynamodb-engine.ts';
import { fauxqsEngine } from './resources/hosted/fauxqs-engine.ts';
import type { HttpEngine } from './resources/hosted/http-engine.ts';
import { functionLog } from './resources/lambda/function-log.ts';
import { FunctionRecords } from './resources/lambda/function-records.ts';
import { FunctionRegistry } from './resources/lambda/registry.ts';
import { ZipCode } from './resources/lambda/zip-code.ts';
import { executionLog } from './resources/logs/execution-log.ts';
import { LogGroups } from './resources/logs/log-groups.ts';
import { Inbox, type Notification } from './resources/notifications/inbox.ts';
import { stateRunners } from './states/runners.ts';
import { CODE_FOLDER } from './store/state-folder.ts';
import { readAssembly } from './template/assembly.ts';
import { ACCOUNT_ID, REGION } from './template/pseudo-parameters.ts';

const SCOPE = { region: REGION, account: ACCOUNT_ID };

export interface LocalCloudOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The cloud assembly to run; without one the cloud starts empty. */
  readonly app?: string;
  /** Its folder also keeps what other services have: items, objects, messages, code. */
  readonly store: Store;
  readonly clock: Clock;
  readonly driver: ModelDriver;
  /** Uniform in [0, 1): jitter and fault rates. */
  readonly random?: () => number;
  /** Told about failures that are ours or nobody else's, a line each. */
  readonly report?: (problem: string) => void;
  /** Told of each event that somebody put on an event bus. */
  readonly onEvent?: (event: NewEvent) => void;
  /** Told of each message that SNS would have brought to people. */
  readonly onNotification?: (notification: Notification) => void;
}

export interface LocalCloud {
  readonly url: string;
  /** How many resources of each CloudFormation type were built. */
  readonly resources: Readonly<Record<string, number>>;
  /** How many executions of an earlier run go on. */
  readonly resumed: number;
  readonly executions: Executions;
  readonly faults: Faults;
  readonly calls: CallLog;
  close(): Promise<void>;
}

/** Puts a local AWS together, listens, and builds the app's resources into it. */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const { clock, driver, random = Math.random, report = () => {} } = options;
  const faults = createFaults(random);
  const calls = createCallLog();
  const dynamodb = dynamodbEngine(options.store);
  let built: Readonly<Record<string, number>> = {};
  let ready = false;
  let resumed = 0;
  const started = Promise.withResolvers<void>();
  const assembled = Promise.withResolvers<Backend>();

  const server = await startServer({
    port: options.port,
    report,
    services: (endpoint) => {
      const backend = buildBackend(endpoint, options, started.promise);
      const committed = () => options.store.committed();
      assembled.resolve(backend);
      return [
        stepFunctionsService({ ...backend, started: started.promise }),
        lambdaService({
          functions: backend.functions,
          zipCode: () => new ZipCode(backend.codeDirectory),
          committed,
        }),
        eventBridgeService(backend.events, committed),
        logsService(backend.logs, committed),
        bedrockService({ driver, faults, calls, clock, prompts: backend.prompts }),
        dynamodbService(dynamodb),
        apiGatewayService({ ...backend, clock, report, started: started.promise }),
        cognitoService({ ...backend, clock, store: options.store, started: started.promise }),
        ...storageAndMessagingServices(backend.fauxqs),
        localService({ resources: () => (ready ? built : undefined), faults, calls, inbox: backend.inbox }),
      ];
    },
  });
  const backend = await assembled.promise;
  const close = async (): Promise<void> => {
    backend.executions.close();
    backend.events.close();
    backend.clients.close();
    await server.close();
    await Promise.all([backend.functions.close(), dynamodb.close(), backend.fauxqs.close()]);
    options.store.close();
    rmSync(backend.workDirectory, { recursive: true, force: true });
  };

  try {
    if (options.app !== undefined) {
      const cloud = { ...backend, endpoint: server.url, stateMachines: hostOf(backend) };
      built = countByType((await deploy(readAssembly(options.app), cloud)).resources);
    }
    resumed = backend.executions.resume();
    backend.events.resume();
    ready = true;
    started.resolve();
  } catch (error) {
    await close();
    throw error;
  }
  return { url: server.url, resources: built, resumed, executions: backend.executions, faults, calls, close };
}

function countByType(resources: readonly DeployedResource[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { type } of resources) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/** What lies behind the services. */
interface Backend {
  readonly machines: StateMachines;
  readonly executions: Executions;
  readonly activities: Activities;
  readonly taskTokens: TaskTokens;
  readonly functions: FunctionRegistry;
  readonly events: EventBus;
  readonly objectEvents: ObjectEvents;
  readonly inbox: Inbox;
  /** S3, SQS and SNS. */
  readonly fauxqs: HttpEngine;
  readonly restApis: RestApis;
  readonly userPools: UserPools;
  readonly prompts: ManagedPrompts;
  readonly logs: LogGroups;
  readonly clients: Clients;
  /** Files of this run; removed when it closes. */
  readonly workDirectory: string;
  /** The unpacked code of functions; stays with the state folder. */
  readonly codeDirectory: string;
}

function buildBackend(
  endpoint: string,
  { store, clock, random = Math.random, report = () => {}, onEvent, onNotification }: LocalCloudOptions,
  started: Promise<void>,
): Backend {
  const taskTokens = new TaskTokens();
  const logs = new LogGroups(clock, store);
  const activities = new Activities(store, clock, SCOPE);
  const workDirectory = mkdtempSync(join(tmpdir(), 'signalbox-'));
  const codeDirectory = resolve(store.directory ?? workDirectory, CODE_FOLDER);
  const functions = new FunctionRegistry(
    { clock, endpoint, log: functionLog(logs, clock) },
    { records: new FunctionRecords(store, codeDirectory) },
  );
  const clients = createClients(endpoint);
  const resolver = integrations({
    endpoint,
    region: SCOPE.region,
    lambda: functions,
    activities,
    executions: () => executions,
  });
  const machines = new StateMachines(store, clock, SCOPE, (resource) => whyUnsupported(resolver, resource));
  const services = { ...SCOPE, store, clock, random, runners: stateRunners, integrations: resolver, taskTokens };
  const executions: Executions = new Executions(services, machines);
  const target = targetCaller({
    endpoint,
    clients,
    functions,
    stateMachines: hostOf({ machines, executions }),
    report,
  });
  const events = new EventBus({ clock, store, target, report, onEvent });
  const objectEvents = new ObjectEvents(events, started);
  const inbox = new Inbox({ clock, store, onNotification });
  const fauxqs = fauxqsEngine(store, {
    onObjects: (call) => objectEvents.publish(call),
    onPublication: (publication) => inbox.receive(publication),
  });
  executions.watch(executionLog(store, logs));
  executions.watch((execution) => {
    const change = statusChange(execution);
    if (change) events.publish(change);
  });
  return {
    machines,
    executions,
    activities,
    taskTokens,
    functions,
    clients,
    events,
    objectEvents,
    inbox,
    fauxqs,
    restApis: new RestApis(),
    userPools: new UserPools(endpoint),
    prompts: new ManagedPrompts(clock),
    logs,
    workDirectory,
    codeDirectory,
  };
}

function hostOf({ machines, executions }: Pick<Backend, 'machines' | 'executions'>): StateMachineHost {
  return {
    create: (machine) => machines.deploy(machine),
    startExecution: (request) => executions.start(request),
  };
}

function whyUnsupported(resolver: Integrations, resource: string): string | undefined {
  try {
    resolver.resolve(resource);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
