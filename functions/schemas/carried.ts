import type { ObjectRef } from './object-ref.ts';

/** A value that may be too large for a state, in the words of a model step's answer. */
export type Carried<T> = { readonly answer: T } | { readonly answerRef: ObjectRef };
