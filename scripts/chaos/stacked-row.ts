import { bar, INK, line, text } from './svg.ts';

/** Something that happened at a moment, of one of the kinds of its row. */
export interface Happening {
  readonly at: number;
  readonly kind: string;
}

export interface Kind {
  readonly name: string;
  readonly fill: string;
}

/** Where a row lies, and which stretch of time it shows. */
export interface Frame {
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
  readonly from: number;
  readonly by: number;
}

export function across({ left, width, from, by }: Frame, at: number): number {
  return left + (width * (Math.min(Math.max(at, from), by) - from)) / Math.max(1, by - from);
}

/** How many happened in each second, one kind upon the other. */
export function stackedRow(
  frame: Frame,
  title: string,
  kinds: readonly Kind[],
  happenings: readonly Happening[],
): readonly string[] {
  const { left, width, top, height, from, by } = frame;
  const seconds = Math.max(1, Math.ceil((by - from) / 1000));
  const counts = kinds.map(({ name }) => {
    const perSecond = new Array<number>(seconds).fill(0);
    for (const { at, kind } of happenings) {
      const second = Math.min(seconds - 1, Math.max(0, Math.floor((at - from) / 1000)));
      if (kind === name) perSecond[second] = (perSecond[second] ?? 0) + 1;
    }
    return perSecond;
  });
  const sums = Array.from({ length: seconds }, (_, second) =>
    counts.reduce((sum, some) => sum + (some[second] ?? 0), 0),
  );
  const step = tidyStep(Math.max(1, ...sums));
  const most = Math.ceil(Math.max(1, ...sums) / step) * step;
  const up = (count: number) => top + height - (height * count) / most;

  const grid = Array.from({ length: most / step + 1 }, (_, index) => index * step).flatMap((count) => [
    line(left, up(count), left + width, up(count), { 'stroke-opacity': count === 0 ? 1 : 0.25 }),
    text(left - 6, up(count) + 4, String(count), { 'text-anchor': 'end' }),
  ]);
  const bars = Array.from({ length: seconds }).flatMap((_, second) => {
    let below = 0;
    return kinds.flatMap(({ name, fill }, index) => {
      const count = counts[index]?.[second] ?? 0;
      const [y, x] = [up(below + count), across(frame, from + second * 1000)];
      const tall = up(below) - y;
      below += count;
      return count === 0
        ? []
        : bar(x, y, across(frame, from + (second + 1) * 1000) - x, tall, fill, `${count} ${name}`);
    });
  });
  return [...grid, ...bars, ...legend(frame, title, kinds)];
}

/** The row's title, and what its colours mean. */
export function legend({ left, top }: Frame, title: string, kinds: readonly Kind[]): readonly string[] {
  let x = left;
  const place = (wide: number) => (x += wide) - wide;
  // There is no way to measure text here: a wide letter of this size has eight pixels.
  const letters = (said: string) => said.length * 8;
  const y = top - 10;
  return [
    text(place(letters(title) + 14), y, title, { 'font-weight': 'bold' }),
    ...kinds.flatMap(({ name, fill }) => [
      bar(place(15), y - 9, 10, 10, fill),
      text(place(letters(name) + 12), y, name, { fill: INK }),
    ]),
  ];
}

/** 1, 2 or 5 times a power of ten: about four lines up to the most. */
function tidyStep(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most / 4));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= 1 && most / step <= 5) ?? most;
}
