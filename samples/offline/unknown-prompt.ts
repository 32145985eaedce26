import type { Responder } from './conversation.ts';
import { requestedSchema } from './reply/requested-schema.ts';
import { instanceOf } from './schema-instance.ts';

/** A prompt that the offline model was not taught: says so and names it, or fits the schema if one is asked for. */
export function unknownPrompt(promptId: string | undefined): Responder {
  return (request) => {
    const schema = requestedSchema(request);
    if (schema !== undefined) return JSON.stringify(instanceOf(schema));
    const name = promptId === undefined ? 'a request without a prompt id' : `the prompt "${promptId}"`;
    return `This is the offline model. It has no answer prepared for ${name}; add one to samples/offline/index.ts, or connect a real model (npm start -- --models aws).`;
  };
}
