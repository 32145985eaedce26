import type { Json } from './json.ts';

/** How States.Format spells a value: a string as it is, what is inside objects and arrays the way Java prints maps and lists (recorded: `{Arg1=1, Arg2=[]}`). */
export function formatJava(value: Json): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(formatJava).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([name, member]) => `${name}=${formatJava(member)}`)
    .join(', ')}}`;
}
