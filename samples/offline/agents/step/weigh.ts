import type { ToolWish } from '../../conversation.ts';
import { valueOf } from '../evidence/shares.ts';
import { shown } from '../evidence/table-notes.ts';
import { sharesWord } from '../evidence/tables.ts';
import { newWishes } from '../evidence/wishes.ts';
import { themesIn, written } from '../language/notes.ts';
import { rank } from '../language/rank.ts';
import { stemsOf } from '../language/words.ts';
import { wishesOf } from '../language/topics.ts';
import type { Note } from '../language/notes.ts';
import { smallFirst } from '../language/units.ts';
import { outputOf } from './output.ts';
import type { StepAnswer } from './output.ts';
import { bestOf, leaders, measuresIn } from './measures.ts';
import type { Measure } from './measures.ts';
import type { StepTask } from './step-task.ts';

const MOST_MEASURES = 6;

/** Sets the figures of the steps before side by side: how far they lie apart, and who leads. */
export function weigh({ task, goal, results }: StepTask): { readonly toolCalls: readonly ToolWish[] } | StepAnswer {
  const notes = results.flatMap(({ output, sources }) => themesIn(output, '', sources).flatMap((theme) => theme.notes));
  const wanted = stemsOf(goal);
  // What nobody asked for, and of which more is neither good nor bad, is left aside.
  const measures = measuresIn(notes)
    .filter(({ label }) => bestOf(label) !== undefined || sharesWord(label.replace(/,? by .+$/, ''), wanted))
    .slice(0, MOST_MEASURES);
  const toolCalls = newWishes(
    task,
    measures
      .flatMap((measure) => expressionsOf(measure))
      .map((expression) => ({ name: 'calculate', input: { expression } })),
  );
  if (toolCalls.length > 0) return { toolCalls };
  const said = [
    ...measures.map((measure) => spreadOf(measure, task.uses)),
    ...(wishesOf(goal).wantsAdvice ? leadNotes(measures) : extremeNotes(goal, measures)),
  ];
  if (said.length > 0) return outputOf(written([{ title: 'Comparison', notes: said, gaps: [] }]), said);
  const gap = 'the results have no figures that could be set side by side.';
  return { output: written([{ title: 'Comparison', notes: [], gaps: [gap] }]), sources: [] };
}

function expressionsOf({ values }: Measure): readonly string[] {
  const [lowest, highest] = [values[0]!.value, values.at(-1)!.value];
  return [
    `round(${highest} - ${lowest}, 2)`,
    ...(lowest > 0 ? [`round((${highest} - ${lowest}) / ${lowest} * 100, 1)`] : []),
  ];
}

function spreadOf(measure: Measure, uses: StepTask['task']['uses']): Note {
  const { label, values, sources } = measure;
  const [lowest, highest] = [values[0]!, values.at(-1)!];
  const [difference, percent] = expressionsOf(measure).map((expression) => valueOf(expression, uses));
  const by =
    difference === undefined
      ? ''
      : `, a difference of ${shown(difference)}${percent === undefined ? '' : ` or ${shown(percent)} %`}`;
  return {
    text: `${label}: from ${shown(lowest.value)} (${lowest.name}) to ${shown(highest.value)} (${highest.name})${by}`,
    sources,
  };
}

/** Who is best by which measure, as far as it is clear what is better. */
function leadNotes(measures: readonly Measure[]): readonly Note[] {
  const ahead = leaders(measures);
  if (ahead.length === 0) return [];
  const said = ahead.map(({ name, by }) => `${name} by ${by.map(({ label }) => shortLabel(label)).join(' and ')}`);
  const sources = [...new Set(ahead.flatMap(({ by }) => by.flatMap((measure) => measure.sources)))];
  return [{ text: `${BEST}: ${said.join('; ')}`, sources }];
}

const MOST_EXTREMES = 3;

/** Who has most or least, where the goal asks for it, by the measures that have most of its words. */
function extremeNotes(goal: string, measures: readonly Measure[]): readonly Note[] {
  const quotes = measures.map((measure) => ({ text: measure.label, heading: '', source: '', measure }));
  const { ranked } = rank(quotes, { question: goal }, 0.01);
  const close = ranked.filter(({ fit }) => fit >= (ranked[0]?.fit ?? 0) * 0.5).slice(0, MOST_EXTREMES);
  return close.flatMap(({ quote }): readonly Note[] => {
    const { label, values, sources } = quote.measure;
    const end = endOf(goal, label);
    if (end === undefined) return [];
    const extreme = end === 'highest' ? values.at(-1)!.value : values[0]!.value;
    const names = values.filter(({ value }) => value === extreme).map(({ name }) => name);
    const what = label.replace(/,? by [^,(]+/, ' ').trim();
    return [
      { text: `${EXTREME} the ${end}: ${smallFirst(what)}, ${names.join(' and ')} with ${shown(extreme)}`, sources },
    ];
  });
}

function endOf(goal: string, label: string): 'highest' | 'lowest' | undefined {
  if (/\b(?:most|highest|largest|greatest|biggest|longest|more)\b/i.test(goal)) return 'highest';
  if (/\b(?:least|lowest|fewest|cheapest|smallest|shortest|fewer|less)\b/i.test(goal)) return 'lowest';
  const less = bestOf(label) === 'less';
  if (/\b(?:best|better)\b/i.test(goal)) return less ? 'lowest' : 'highest';
  return /\b(?:worst|worse)\b/i.test(goal) ? (less ? 'highest' : 'lowest') : undefined;
}

/** Begins the statements that say who has most or least. */
export const EXTREME = 'By the figures,';

/** Begins the statement that a recommendation starts with. */
export const BEST = 'Best on these figures';

/** `lowest unit price` for `Lowest unit price by supplier (part BLR-20)`. */
function shortLabel(label: string): string {
  return smallFirst(label.replace(/\s*\([^)]*\)/g, '').replace(/,? by .+$/, ''));
}
