import { judge } from './complexity/verdict.ts';
import { lastUserText, taggedPrompt, type Responder } from './conversation.ts';

/** `classify-complexity`: JSON `{complexity, confidence, reason}` about the prompt in `<prompt>` of the last user message. */
export const classifyComplexity: Responder = (request) => JSON.stringify(judge(taggedPrompt(lastUserText(request))));
