import { largeFirst } from '../language/units.ts';
import { idOf, shortened as shortenedTopic, wishesOf } from '../language/topics.ts';
import type { Wishes } from '../language/topics.ts';
import { keyTerms } from '../language/words.ts';

export interface Step {
  readonly id: string;
  readonly title: string;
  readonly instruction: string;
  readonly dependsOn: readonly string[];
  readonly tools: readonly string[];
  readonly tier: 'haiku' | 'sonnet' | 'opus';
}

/** How a step is told to work something out. */
export const CALCULATE = 'Calculate this: ';

const READING = ['search-documents', 'fetch-document'];
const FIGURES = ['search-documents', 'query-table', 'statistics', 'calculate'];

/** Steps that look for each topic side by side, one that weighs what they found, and one that writes the answer. */
export function planFor(goal: string, known: readonly string[]): readonly Step[] {
  const wanted = wishesOf(goal);
  const calculations = known.includes('calculate') ? wanted.calculations : [];
  const persons = known.includes('ask-person') ? wanted.forPersons : [];
  // What cannot be worked out, or asked, may still be written somewhere.
  const topics =
    wanted.topics.length + calculations.length + persons.length > 0 ? wanted.topics : [shortenedTopic(goal)];
  const wishes: Wishes = { ...wanted, topics };
  const there = (names: readonly string[]): readonly string[] => names.filter((name) => known.includes(name));
  const ids = uniqueIds();
  const gathering = [
    ...calculations.map((expression) => calculationStep(ids('calculate', ''), expression)),
    ...topics.map((topic) => findStep(ids('find', topic), topic, there(READING))),
    ...(wishes.wantsAdvice ? [adviceStep(ids('find', 'advice'), goal, there(READING))] : []),
    ...(wishes.wantsFigures && topics.length > 0 && known.includes('query-table')
      ? [figuresStep(ids, wishes, there(FIGURES))]
      : []),
    ...persons.map((clause) => personStep(ids('ask', clause), clause)),
  ];
  // One look is seldom enough: what limits or contradicts a finding stands elsewhere.
  if (gathering.length < 2 && topics.length > 0)
    gathering.push(limitsStep(ids('check', topics[0]!), wishes, there(READING)));
  const weighing =
    topics.length > 0 && (wishes.wantsComparison || wishes.wantsAdvice)
      ? [weighStep(ids('compare', 'results'), gathering, wishes, there(['calculate', 'statistics']))]
      : [];
  return [
    ...gathering,
    ...weighing,
    writeStep(ids('write', 'answer'), [...gathering, ...weighing], [...calculations, ...topics, ...persons], wishes),
  ];
}

function calculationStep(id: string, expression: string): Step {
  return {
    id,
    title: `Calculate: ${expression}`,
    instruction: `${CALCULATE}${expression}. Give the result beside the expression.`,
    dependsOn: [],
    tools: ['calculate'],
    tier: 'haiku',
  };
}

function findStep(id: string, topic: string, tools: readonly string[]): Step {
  return {
    id,
    title: `Find: ${topic}`,
    instruction: `Search the documents for this: ${topic}. Note what they say, with figures and dates, and name the document of each statement. Say so when nothing is to be found.`,
    dependsOn: [],
    tools,
    tier: 'haiku',
  };
}

function adviceStep(id: string, goal: string, tools: readonly string[]): Step {
  return {
    id,
    title: 'Find advice and rules',
    instruction: `Search the documents for this: advice and rules about ${keyTerms(goal, 8).join(', ')}. Note what is recommended and by whom, and which rules limit the choice. Name the document of each statement.`,
    dependsOn: [],
    tools,
    tier: 'haiku',
  };
}

function figuresStep(ids: Ids, { topics }: Wishes, tools: readonly string[]): Step {
  return {
    id: ids('figures', topics[0]!),
    title: 'Look up the figures',
    instruction: `Find and query the tables that have figures about this: ${topics.join('; ')}. Give each figure with what it counts, and name the table.`,
    dependsOn: [],
    tools,
    tier: 'haiku',
  };
}

function limitsStep(id: string, { topics }: Wishes, tools: readonly string[]): Step {
  return {
    id,
    title: 'Look for limits and other views',
    instruction: `Search the documents for exceptions, changes, risks and other views about this: ${topics.join('; ')}. Name the document of each statement.`,
    dependsOn: [],
    tools,
    tier: 'haiku',
  };
}

function personStep(id: string, clause: string): Step {
  return {
    id,
    title: largeFirst(clause),
    instruction: `${largeFirst(clause)}. A person has to be asked, once; note the answer as it was given.`,
    dependsOn: [],
    tools: ['ask-person'],
    tier: 'haiku',
  };
}

function weighStep(id: string, before: readonly Step[], { topics }: Wishes, tools: readonly string[]): Step {
  return {
    id,
    title: 'Compare what was found',
    instruction: `Compare what the steps before have found about this: ${topics.join('; ')}. Work out the differences between the figures, and say what speaks for and against each choice.`,
    dependsOn: before.map((step) => step.id),
    tools,
    tier: 'sonnet',
  };
}

function writeStep(id: string, before: readonly Step[], themes: readonly string[], { wantsAdvice }: Wishes): Step {
  const advice = wantsAdvice ? ' End with a recommendation and what speaks for it.' : '';
  return {
    id,
    title: 'Write the answer',
    instruction: `Write the answer to the goal from the results of the steps before, theme by theme: ${themes.join('; ')}. Name the sources, and say what was not to be found.${advice}`,
    dependsOn: before.map((step) => step.id),
    tools: [],
    tier: wantsAdvice ? 'opus' : 'sonnet',
  };
}

type Ids = (prefix: string, topic: string) => string;

function uniqueIds(): Ids {
  const taken = new Set<string>();
  return (prefix, topic) => {
    const plain = idOf(prefix, topic);
    let id = plain;
    for (let number = 2; taken.has(id); number++) id = `${plain.slice(0, 28)}-${number}`;
    taken.add(id);
    return id;
  };
}
