/** What a value takes of the 256 KiB of a state. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** The first of a list, as many as there is room for. */
export function firstWithin<T>(bytes: number, values: readonly T[]): readonly T[] {
  let left = bytes;
  return values.filter((value) => (left -= jsonBytes(value)) >= 0);
}
