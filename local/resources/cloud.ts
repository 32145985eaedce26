import type { StartExecution } from '../engine/executions.ts';
import type { CreateStateMachine } from '../engine/state-machines.ts';
import type { RestApis } from './apigateway/rest-apis.ts';
import type { ManagedPrompts } from './bedrock/managed-prompts.ts';
import type { Clients } from './clients.ts';
import type { UserPools } from './cognito/user-pools.ts';
import type { EventBus } from './events/event-bus.ts';
import type { ObjectEvents } from './events/object-events.ts';
import type { FunctionRegistry } from './lambda/registry.ts';

/** What builders build into: the live side of the local cloud. */
export interface Cloud {
  /** Where all of AWS's APIs answer, e.g. `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  readonly functions: FunctionRegistry;
  readonly stateMachines: StateMachineHost;
  readonly events: EventBus;
  readonly objectEvents: ObjectEvents;
  readonly restApis: RestApis;
  readonly userPools: UserPools;
  readonly prompts: ManagedPrompts;
  readonly clients: Clients;
  /** A folder of our own, for code that a template carries inline. */
  readonly workDirectory: string;
}

/** The engine, as far as a template and an event rule need it. */
export interface StateMachineHost {
  /** Creates the machine, or updates the one of that name; throws with AWS's words when the definition is refused. */
  create(machine: CreateStateMachine): { readonly arn: string };
  startExecution(request: StartExecution): unknown;
}
