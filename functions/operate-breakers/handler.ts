import { BREAKER_KEYS, BREAKERS_TABLE, required } from '../environment.ts';
import { dynamodbBreakerOperations } from '../stores/breaker-operations.ts';
import { guardTools } from '../wiring/guard-tools.ts';
import { instrumented } from '../telemetry/telemetry.ts';
import { operateBreakers } from './operate-breakers.ts';

const tools = {
  ...guardTools(),
  operations: dynamodbBreakerOperations(required(BREAKERS_TABLE)),
  breakers: JSON.parse(required(BREAKER_KEYS)) as readonly string[],
  now: Date.now,
};

export const handler = instrumented('operate-breakers', (input: unknown) => operateBreakers(input, tools));
