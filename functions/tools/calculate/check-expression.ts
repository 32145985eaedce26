// The parser works by recursion, some 20 frames for a bracket; 500 of them overflow the stack.
const NESTING = 30;
const LENGTH = 500;

/** What is wrong with an expression before it is parsed; undefined when it may be. */
export function complaint(expression: string): string | undefined {
  if (expression.length > LENGTH) return `an expression may have ${LENGTH} characters at most; work it out in steps`;
  if (depth(expression) > NESTING) return `brackets may be nested ${NESTING} deep at most; work it out in steps`;
  // mathjs tells remainders from percentages by trying both: `10% - 3` becomes a remainder, and the time doubles with each
  // `1%(1%(1%(…`, to 10 s at 21 of them.
  if (expression.includes('%')) return 'write 12 % as 0.12, and a remainder as mod(a, b), without the sign %';
  if (/\d,\d{3}(?!\d)/.test(expression) && !/[a-z]\s*\(/i.test(expression)) {
    return 'write numbers without separators for thousands: 1200 instead of 1,200';
  }
  return undefined;
}

function depth(expression: string): number {
  let open = 0;
  let deepest = 0;
  for (const character of expression) {
    if ('([{'.includes(character)) open += 1;
    if (')]}'.includes(character)) open -= 1;
    deepest = Math.max(deepest, open);
  }
  return deepest;
}
