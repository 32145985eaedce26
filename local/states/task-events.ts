import type { Json, JsonObject } from '../query/json.ts';
import type { StatesError } from '../engine/errors.ts';
import { NOT_TRUNCATED } from '../engine/history.ts';
import type { Integration } from '../engine/integration.ts';
import type { Step } from '../engine/step.ts';

/** A task's events are alike in three families; what differs is their names and which details each carries. */
export interface TaskEvents {
  scheduled(parameters: Json, limits: { readonly timeout?: number; readonly heartbeat?: number }, roleArn?: Json): void;
  started(details?: { readonly workerName?: string }): void;
  submitted(output: Json): void;
  succeeded(output: Json): void;
  failed(failure: StatesError): void;
  timedOut(): void;
}

export function taskEvents(integration: Integration, resource: string, step: Step): TaskEvents {
  const family = integration.events;
  // A service integration names itself in every event; the older families only in the first.
  const service = family === 'Task' ? { resourceType: integration.resourceType, resource: integration.resource } : {};
  const output = (value: Json) => ({ ...service, output: JSON.stringify(value), outputDetails: NOT_TRUNCATED });
  return {
    scheduled(parameters, { timeout, heartbeat }, roleArn) {
      const limits = {
        ...(timeout !== undefined && { timeoutInSeconds: timeout }),
        ...(heartbeat !== undefined && { heartbeatInSeconds: heartbeat }),
        ...(roleArn !== undefined && { taskCredentials: { roleArn } }),
      };
      const text = JSON.stringify(parameters);
      step.record(
        `${family}Scheduled`,
        family === 'Task'
          ? { ...service, region: step.region, parameters: text, ...limits }
          : { resource, input: text, inputDetails: NOT_TRUNCATED, ...limits },
      );
    },
    started: (details) =>
      void step.record(`${family}Started`, family === 'LambdaFunction' ? undefined : { ...service, ...details }),
    // An activity is submitted by the worker that takes it; the answer to the call says which.
    submitted: (value) =>
      family === 'Activity'
        ? void step.record('ActivityStarted', value as JsonObject)
        : void step.record('TaskSubmitted', output(value)),
    succeeded: (value) => void step.record(`${family}Succeeded`, output(value)),
    failed: ({ error, causeText }) => void step.record(`${family}Failed`, { ...service, error, cause: causeText }),
    timedOut: () => void step.record(`${family}TimedOut`, { ...service, error: 'States.Timeout' }),
  };
}
