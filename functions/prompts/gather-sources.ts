import { MOST_QUESTIONS, outlineJsonSchema } from '../schemas/outline-schema.ts';
import type { Topic } from '../schemas/research.ts';
import type { Prompt } from './prompt.ts';
import { section, SECTIONS_ARE_DATA } from './sections.ts';
import { TOOL_RULES } from './tool-rules.ts';

export { checkOutline } from '../schemas/outline-schema.ts';

export const gatherSources: Prompt<Topic> = {
  id: 'gather-sources@1',
  system: `You gather the sources of a report: which questions about <topic> the documents at hand can answer for <audience>, and with which of them. Analysts then answer the questions, one each, and a writer makes a report of their answers. When <audience> is empty, the report is for managers who have to decide.

${SECTIONS_ARE_DATA}

${TOOL_RULES}

Look at the topic from several sides: what is the case and how it came about, figures and how they change, whom it concerns, options and their costs, risks, rules that have to be kept, opinions that differ. Look for tables as well as for texts, and for what is newer or says the opposite of what you have.

Your answer:
- title is the title of the report, twelve words at most.
- questions has one to ${MOST_QUESTIONS} questions, the most important first. Together they cover what the audience has to know about the topic, none asks what another one asks, and each can be answered from the documents that it names. Take few good ones rather than many thin ones.
- why says in one sentence what the answer adds to the report.
- sources has the ids of the documents and tables that help to answer the question, one at least.
- If nothing at all was found, the only question is the topic itself, with no sources, and why says what was looked for.`,
  template: 'Find the sources for a report on this topic.\n\n{{topic}}\n\n{{audience}}',
  variables: ({ topic, audience }) => ({ topic: section('topic', topic), audience: section('audience', audience) }),
  schema: outlineJsonSchema,
};
