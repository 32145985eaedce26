import { judge } from './complexity/verdict.ts';
import { promptToJudge, type Responder } from './conversation.ts';

/** `classify-complexity`: JSON `{complexity, confidence, reason}` about the prompt in `<prompt>`, also when the verdict before was sent back for repair. */
export const classifyComplexity: Responder = (request) => JSON.stringify(judge(promptToJudge(request)));
