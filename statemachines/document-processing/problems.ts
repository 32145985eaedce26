import { Pass } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { DocumentProblem } from '../../functions/schemas/document.ts';

/** A state that notes why no result came of a document, and goes where a person reads it; `message` is JSONata. */
export type Note = (sentence: string, code: DocumentProblem['code'], message: string) => Pass;

export function problem(scope: Construct, problematic: IChainable): Note {
  return (sentence, code, message) => {
    const note = Pass.jsonata(scope, sentence, {
      assign: {
        problem: { code, message: `{% ${message} %}` },
        // What was found so far is not what somebody may approve.
        content: null,
        validation: null,
        completeness: null,
      },
    });
    note.next(problematic);
    return note;
  };
}
