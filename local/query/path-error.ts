/** A path that is malformed, finds nothing, or cannot be written to. The message is Step Functions' own, without the sentence that names the state. */
export class PathError extends Error {
  override readonly name = 'PathError';
}

/** A path or an intrinsic function call whose text is not of the language; found at creation, so seldom seen at run time. */
export class PathSyntaxError extends PathError {}

/** A path that takes too long on this data: a pattern that backtracks, or descendants of descendants. */
export class PathTimeLimitError extends PathError {}
