import { instrumented } from '../telemetry/telemetry.ts';
import { validateTopic } from './validate-topic.ts';

export const handler = instrumented('validate-topic', (event: { readonly input: unknown }) =>
  Promise.resolve(validateTopic(event)),
);
