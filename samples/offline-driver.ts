import type { ModelDriver } from '../local/models/driver.ts';
import { responderOf } from './offline/index.ts';
import { contentOf } from './offline/content.ts';
import { estimateUsage } from './offline/usage.ts';

/**
 * The offline model: answers the app's prompts (by prompt id) without a network, the same every time and at once.
 * It understands little and says so; it is there so that the workflows run on a laptop.
 */
export function createDriver(): ModelDriver {
  return {
    name: 'offline',
    async answer(request) {
      request.signal.throwIfAborted();
      const answer = await responderOf(request.promptId ?? request.requestMetadata?.promptId)(request);
      const content = contentOf(answer, request);
      return {
        output: { message: { role: 'assistant', content } },
        stopReason: content.some((block) => block.toolUse !== undefined) ? 'tool_use' : 'end_turn',
        usage: estimateUsage(request, content),
      };
    },
  };
}
