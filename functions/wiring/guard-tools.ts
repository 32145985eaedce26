import { BREAKERS_TABLE, required } from '../environment.ts';
import type { GuardTools } from '../model-gateway/guard.ts';
import { impatientClient } from '../stores/conditional-update.ts';
import type { Client } from '../stores/conditional-update.ts';
import { dynamodbBreakers } from '../stores/breakers.ts';
import { breakerEvents } from '../telemetry/breaker-events.ts';
import { recordFault, recordTransition } from '../telemetry/breaker-metrics.ts';

/** What every function that writes to a breaker is wired with. */
export function guardTools(connect: () => Client = impatientClient): GuardTools {
  const publish = breakerEvents();
  return {
    breakers: dynamodbBreakers(required(BREAKERS_TABLE), { connect }),
    // Behind Step Functions' own clock by what the start of the function took: seconds, far from the 20 s that counting bears.
    clockFrom: (at) => {
      const started = performance.now();
      return () => Math.round(at + performance.now() - started);
    },
    announce: async (transition) => {
      recordTransition(transition);
      await publish(transition);
    },
    fault: recordFault,
  };
}
