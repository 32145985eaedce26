import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { BREAKER_CHANGED, EVENT_SOURCE } from '../environment.ts';
import { IMPATIENT } from '../stores/conditional-update.ts';
import { sentence } from '../model-gateway/breaker.ts';
import type { Transition } from '../model-gateway/breaker.ts';

/** Tells EventBridge's default bus of each change of a breaker. */
export function breakerEvents(
  connect: () => Pick<EventBridgeClient, 'send'> = () =>
    new EventBridgeClient({ maxAttempts: 2, requestHandler: IMPATIENT }),
): (transition: Transition) => Promise<void> {
  let connected: Pick<EventBridgeClient, 'send'> | undefined;
  return async (transition) => {
    connected ??= connect();
    const entry = {
      Source: EVENT_SOURCE,
      DetailType: BREAKER_CHANGED,
      Detail: JSON.stringify({ ...transition, message: sentence(transition) }),
    };
    const { Entries, FailedEntryCount } = await (connected as EventBridgeClient).send(
      new PutEventsCommand({ Entries: [entry] }),
    );
    if (FailedEntryCount)
      throw new Error(`EventBridge refused the event: ${Entries?.[0]?.ErrorCode ?? 'no reason given'}`);
  };
}
