import { timelineOf } from './breaker-timeline.ts';
import { isProbe } from './breaker-rules.ts';
import { storyOf } from './breaker-story.ts';
import type { BreakerStory, Duty } from './breaker-story.ts';
import { miscounts } from './counts.ts';
import { BREAKER_OPEN, MODEL_IDS, MODEL_UNAVAILABLE, shortName } from './models.ts';
import { complaints, hadHealthyModel } from './oracle.ts';
import type { World } from './oracle.ts';
import { executionsOf } from './plan.ts';
import type { Plan } from './plan.ts';
import { callsOf } from './recording.ts';
import type { ExecutionSeen, Recording } from './recording.ts';
import { keyOf } from './requests.ts';
import { scheduleOf } from './schedule.ts';

export interface Invariant {
  readonly name: string;
  /** What was looked at, in figures. */
  readonly figures: string;
  readonly violations: readonly string[];
}

export interface Verdict {
  readonly invariants: readonly Invariant[];
  readonly stories: readonly BreakerStory[];
}

const LEAST_ANSWERED = 0.99;

export function judge(plan: Plan, recording: Recording): Verdict {
  const { executions, calls, counts, countsBefore, stuck, lost } = recording;
  const world = worldOf(recording);
  const runs = executions.flatMap((execution) => execution.runs);
  const stories = [...world.breakers].map(([modelId, timeline]) =>
    storyOf(
      modelId,
      timeline,
      calls.filter(({ model }) => model === modelId),
      runs.filter((run) => run.modelId === modelId),
    ),
  );
  const failed = executions.filter(({ status }) => status !== 'SUCCEEDED');
  const healthy = executions.filter((execution) => hadHealthyModel(execution, world));
  const unanswered = healthy.filter(({ status, output }) => status !== 'SUCCEEDED' || output?.servedFrom === 'cache');
  const started = executionsOf(plan);
  const openings = stories.flatMap(({ openedAfterMs }) => openedAfterMs);
  const ofBreakers = (duty: Duty) =>
    stories.flatMap(({ modelId, violations }) => violations[duty].map((what) => `${shortName(modelId)} ${what}`));
  const tell = ({ name, request }: ExecutionSeen, what: string) => `${name} (${request.tier}) ${what}`;
  return {
    stories,
    invariants: [
      {
        name: 'every execution ends, none is lost',
        figures: `${executions.length} of ${started}`,
        violations: [
          ...stuck.map((name) => `${name} still runs`),
          ...lost.map((name) => `${name} is unknown to the server`),
          ...(executions.length + stuck.length === started
            ? []
            : [`${executions.length} ended and ${stuck.length} run, but ${started} were to start`]),
        ],
      },
      {
        name: "outcomes are the oracle's",
        figures: `${executions.flatMap(({ attempts }) => attempts).length} attempts`,
        violations: executions.flatMap((one) => complaints(one, world).map((what) => tell(one, what))),
      },
      {
        name: `at least ${LEAST_ANSWERED * 100} % are answered while a model of the chain is healthy`,
        figures: `${healthy.length - unanswered.length} of ${healthy.length}`,
        violations:
          healthy.length - unanswered.length >= LEAST_ANSWERED * healthy.length
            ? []
            : unanswered.map((one) => tell(one, `got no model's answer: ${one.error ?? one.output?.servedFrom}`)),
      },
      {
        name: `every failure is ${MODEL_UNAVAILABLE}`,
        figures: `${failed.length} failures`,
        violations: failed
          .filter(({ error }) => error !== MODEL_UNAVAILABLE)
          .map((one) => tell(one, `failed with ${one.error}`)),
      },
      {
        name: 'breakers open as soon as half of a window failed, and only then',
        figures: `${openings.length} openings`,
        violations: [...ofBreakers('opens'), ...(openings.length > 0 ? [] : ['no breaker opened at all'])],
      },
      {
        name: 'while not closed, they let only probes through, one at a time',
        figures: `${total(stories, (story) => story.callsWhileBroken)} calls then, ${total(stories, (story) => story.letInBefore)} of them let in before`,
        violations: ofBreakers('holds'),
      },
      {
        name: 'they close again after three good probes',
        figures: `${total(stories, (story) => story.closings)} closings`,
        violations: ofBreakers('closes'),
      },
      {
        name: 'each call of a model is in the history of one execution',
        figures: `${callsOf(recording).length} calls`,
        violations: stuck.length > 0 ? [] : unexplained(recording),
      },
      {
        name: 'each attempt is counted once',
        figures: `${runs.filter((run) => run.result !== BREAKER_OPEN && !isProbe(run)).length} attempts`,
        violations: stuck.length > 0 ? [] : miscounts(counts, countsBefore, runs),
      },
    ],
  };
}

function total(stories: readonly BreakerStory[], figure: (story: BreakerStory) => number): number {
  return stories.reduce((sum, story) => sum + figure(story), 0);
}

function worldOf({ phases, breakers, executions }: Recording): World {
  const complete = executions.filter(({ output }) => output?.attempts.at(-1)?.outcome === 'answered');
  return {
    schedule: scheduleOf(phases),
    breakers: new Map(MODEL_IDS.map((modelId) => [modelId, timelineOf(breakers[modelId] ?? [])])),
    answered: Map.groupBy(complete, ({ request }) => keyOf(request)),
  };
}

/** Without a schema there is no repair, so a run of the function makes one call, or none when the breaker was open. */
function unexplained(recording: Recording): readonly string[] {
  const calls = callsOf(recording);
  const made = recording.executions.flatMap(({ runs }) => runs).filter(({ result }) => result !== BREAKER_OPEN);
  return MODEL_IDS.flatMap((modelId) => {
    const seen = calls.filter(({ model }) => model === modelId).length;
    const told = made.filter((run) => run.modelId === modelId).length;
    return seen === told ? [] : [`${shortName(modelId)} had ${seen} calls, the histories tell of ${told}`];
  });
}
