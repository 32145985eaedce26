import { MODEL_IDS, shortName } from './models.ts';
import { callsOf } from './recording.ts';
import type { BreakerSeen, CallSeen, PhaseSeen, Recording } from './recording.ts';
import { servedFrom } from './report.ts';
import { across, legend, stackedRow } from './stacked-row.ts';
import type { Frame, Kind } from './stacked-row.ts';
import { bar, document, element, line, text } from './svg.ts';

// Colours that differ in lightness too, for those who cannot tell red from green.
const GREEN = '#4aa564';
const YELLOW = '#e3b341';
const RED = '#d1453b';
const BLUE = '#4f8fd9';
const PURPLE = '#9a6fd0';
const GREY = '#8b949e';

const CIRCUITS: readonly Kind[] = [
  { name: 'CLOSED', fill: GREEN },
  { name: 'HALF_OPEN', fill: YELLOW },
  { name: 'OPEN', fill: RED },
];
const CALLS: readonly Kind[] = [
  { name: 'answered', fill: GREEN },
  { name: 'truncated', fill: BLUE },
  { name: 'throttled', fill: YELLOW },
  { name: 'timed out', fill: PURPLE },
  { name: 'failed', fill: RED },
];
const SOURCES: readonly Kind[] = [
  { name: 'primary', fill: GREEN },
  { name: 'fallback', fill: BLUE },
  { name: 'cache', fill: YELLOW },
  { name: 'failed', fill: RED },
];

const [WIDTH, LEFT, RIGHT, BAR] = [1200, 96, 72, 18];

/** Breakers, calls and answers over the same time, phase by phase. */
export function picture(recording: Recording): string {
  const { phases, breakers, executions, ended } = recording;
  const calls = callsOf(recording);
  const from = phases[0]?.sentAt ?? ended;
  const by = Math.max(ended, from + 1000);
  const frame = (top: number, height: number): Frame => ({
    left: LEFT,
    width: WIDTH - LEFT - RIGHT,
    top,
    height,
    from,
    by,
  });
  const states = frame(130, MODEL_IDS.length * BAR);
  const called = frame(states.top + states.height + 50, 150);
  const served = frame(called.top + called.height + 50, 150);
  const bottom = served.top + served.height;
  return document(WIDTH, bottom + 50, `A chaos run: ${executions.length} executions while models fail`, [
    ...phaseNames(states, bottom, phases),
    ...legend(states, 'Breakers', CIRCUITS),
    ...MODEL_IDS.flatMap((modelId, row) => breakerBars(states, row, modelId, breakers[modelId] ?? [])),
    ...stackedRow(
      called,
      'Model calls per second',
      CALLS,
      calls.map((call) => ({ at: call.at, kind: kindOf(call) })),
    ),
    ...stackedRow(
      served,
      'Answers per second',
      SOURCES,
      executions.map((one) => ({ at: one.by, kind: servedFrom(one) })),
    ),
    ...timeAxis(served),
  ]);
}

function kindOf({ outcome }: CallSeen): string {
  if (outcome === 'ok' || outcome === 'slow') return 'answered';
  if (outcome === 'truncated') return 'truncated';
  if (outcome === 'ThrottlingException' || outcome === 'ServiceQuotaExceededException') return 'throttled';
  return outcome === 'ModelTimeoutException' ? 'timed out' : 'failed';
}

/** Names on a slant, since a phase may be narrower than its name; a line down through all rows where each begins. */
function phaseNames(frame: Frame, bottom: number, phases: readonly PhaseSeen[]): readonly string[] {
  return phases.flatMap(({ name, setAt }) => {
    const x = across(frame, setAt);
    const y = frame.top - 34;
    return [
      line(x, y + 4, x, bottom, { 'stroke-dasharray': '2 3', 'stroke-opacity': 0.6 }),
      element('g', { transform: `rotate(-25 ${x.toFixed(1)} ${y})` }, text(x, y, name)),
    ];
  });
}

function breakerBars(frame: Frame, row: number, modelId: string, seen: readonly BreakerSeen[]): readonly string[] {
  const y = frame.top + row * BAR;
  const changes = seen.filter((look, index) => index === 0 || look.circuit !== seen[index - 1]?.circuit);
  return [
    text(LEFT - 6, y + 12, shortName(modelId), { 'text-anchor': 'end' }),
    ...changes.map(({ circuit, by }, index) => {
      const x = across(frame, by);
      const end = across(frame, changes[index + 1]?.by ?? frame.by);
      const fill = CIRCUITS.find(({ name }) => name === circuit)?.fill ?? GREY;
      return bar(x, y, end - x, BAR - 3, fill, `${shortName(modelId)} ${circuit}`);
    }),
  ];
}

function timeAxis(frame: Frame): readonly string[] {
  const { left, width, top, height, from, by } = frame;
  const bottom = top + height;
  const every = by - from > 150_000 ? 30 : 10;
  const marks = Array.from({ length: Math.floor((by - from) / 1000 / every) + 1 }, (_, index) => index * every);
  return [
    ...marks.flatMap((second) => {
      const x = across(frame, from + second * 1000);
      return [line(x, bottom, x, bottom + 5), text(x, bottom + 18, String(second), { 'text-anchor': 'middle' })];
    }),
    text(left + width / 2, bottom + 38, 'seconds since the start', { 'text-anchor': 'middle' }),
  ];
}
