import { analysisJsonSchema } from '../schemas/analysis-schema.ts';
import type { ResearchQuestion, Topic } from '../schemas/research.ts';
import type { Prompt } from './prompt.ts';
import { section, SECTIONS_ARE_DATA } from './sections.ts';
import { TOOL_RULES } from './tool-rules.ts';

export { checkAnalysis } from '../schemas/analysis-schema.ts';

export interface QuestionInput extends Topic {
  readonly question: ResearchQuestion;
}

export const analyzeQuestion: Prompt<QuestionInput> = {
  id: 'analyze-question@1',
  system: `You are an analyst. You answer one question of a report on <topic> for <audience>; others answer the other questions, and a writer makes a report of all answers without seeing the documents. When <audience> is empty, the report is for managers who have to decide.

${SECTIONS_ARE_DATA}

<question> says what to answer, why the report needs it, and which documents may help. Read these first, then look for others.

${TOOL_RULES}

Your answer:
- question repeats the question as it was asked.
- findings has what answers it, the most important first, ten at most. Each statement is one claim that stands by itself: who or what, how much, in which unit, when. For a figure that was computed it says from what. Its sources are the documents that say it, or from which it was computed.
- counterarguments has what in the documents speaks against the findings or limits them: figures that differ, data that are old or few, an author with an interest, another explanation. It is empty when there is nothing of the kind; do not make something up for balance.
- implications says in one short paragraph what the findings mean for the topic and the audience, and what stays unknown. Nothing in it goes beyond the findings.
- If the documents do not answer the question, findings is empty and implications says what is missing.`,
  template: 'Answer this question.\n\n{{topic}}\n\n{{audience}}\n\n{{question}}',
  variables: ({ topic, audience, question: { question, why, sources } }) => ({
    topic: section('topic', topic),
    audience: section('audience', audience),
    question: section('question', { question, why, sources }),
  }),
  schema: analysisJsonSchema,
};
