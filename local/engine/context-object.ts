import type { JsonObject } from '../query/json.ts';

/** What an execution contributes to every state's context object; made once. */
export interface ExecutionContext {
  readonly execution: JsonObject;
  readonly stateMachine: JsonObject;
}

/**
 * The context object: `$$` in JSONPath, `$states.context` in JSONata.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export function contextObject(
  execution: ExecutionContext,
  state: {
    readonly name: string;
    readonly enteredAt: number;
    /** Only states that can be retried have a count. */
    readonly retryCount: number | undefined;
    readonly item: JsonObject | undefined;
    readonly token: string | undefined;
  },
): JsonObject {
  return {
    Execution: execution.execution,
    StateMachine: execution.stateMachine,
    State: {
      Name: state.name,
      EnteredTime: new Date(state.enteredAt).toISOString(),
      ...(state.retryCount !== undefined && { RetryCount: state.retryCount }),
    },
    ...(state.item && { Map: { Item: state.item } }),
    ...(state.token !== undefined && { Task: { Token: state.token } }),
  };
}
