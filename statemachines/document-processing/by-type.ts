import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Choice, Condition, Parallel } from 'aws-cdk-lib/aws-stepfunctions';
import type { Chain, IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { guardedModelCall } from '../guarded-model-call.ts';
import type { Guard } from '../guarded-model-call.ts';
import { ANSWERED, CONTENT, spentOn } from '../guarded-model-call/expressions.ts';
import { step } from '../step.ts';
import type { Note } from './problems.ts';
import { readParts } from './read-parts.ts';

export interface ByTypeSteps extends Guard {
  readonly extractInvoice: IFunction;
  readonly findPurchaseOrder: IFunction;
  readonly mergeParts: IFunction;
  readonly validateAgainstPo: IFunction;
  readonly analyzeContract: IFunction;
  readonly findDeal: IFunction;
  readonly generateProposal: IFunction;
}

/** Where the steps of one type go on. */
interface Ways {
  readonly note: Note;
  /** For a step that keeps failing. */
  readonly unusable: IChainable;
  /** With `content`, `gaps` and what the type has besides in their variables. */
  readonly done: IChainable;
}

// 150 lines at about 40 tokens, which is as many as a part has; sonnet takes 73 s for them, below what counts as slow.
const INVOICE_TOKENS = 6_000;
// A dozen findings at 300; opus takes 70 s for them.
const CONTRACT_TOKENS = 4_096;
// Six sections of a page each.
const PROPOSAL_TOKENS = 6_000;

const EVERYTHING = { errors: ['States.ALL'] };

const NOTHING_READ = '$count($results[$exists(failed)]) = $count($results)';
const WHY_NOTHING = '"No part of the document could be read: " & $join($distinct($results.failed), ", ")';

/**
 *   Process invoice ─▶ Any part read? ─▶ Merge invoice parts ─▶ Validate against purchase order
 *    ├ Extract invoice (guarded), part by part
 *    └ Find purchase order
 */
export function invoiceSteps(scope: Construct, steps: ByTypeSteps, { note, unusable, done }: Ways): IChainable {
  const extract = readParts(scope, {
    guard: steps,
    call: 'Extract invoice',
    verb: 'extract',
    callModel: steps.extractInvoice,
    tier: 'sonnet',
    maxTokens: INVOICE_TOKENS,
  });
  const find = step(scope, 'Find purchase order', steps.findPurchaseOrder, {
    payload: { reference: '{% $reference %}' },
    outputs: '{% $states.result.Payload.order %}',
  });
  const process = Parallel.jsonata(scope, 'Process invoice', {
    assign: {
      results: '{% $states.result[0] %}',
      order: '{% $states.result[1] %}',
      spent: spentOn('$states.result[0]'),
    },
  })
    .branch(extract)
    .branch(find);
  const validate = step(scope, 'Validate against purchase order', steps.validateAgainstPo, {
    payload: { content: '{% $content %}', order: '{% $order %}', reference: '{% $reference %}' },
    assign: { validation: '{% $states.result.Payload %}' },
  });
  for (const state of [process, validate]) state.addCatch(unusable, EVERYTHING);
  return process.next(
    Choice.jsonata(scope, 'Any invoice part read?')
      .when(Condition.jsonata(`{% ${NOTHING_READ} %}`), note('Invoice cannot be read', 'ModelUnavailable', WHY_NOTHING))
      .otherwise(merge(scope, 'Merge invoice parts', steps, 'invoice', unusable).next(validate).next(done)),
  );
}

/** Analyze contract (guarded), part by part ─▶ Any part read? ─▶ Merge contract parts */
export function contractSteps(scope: Construct, steps: ByTypeSteps, { note, unusable, done }: Ways): IChainable {
  const analyze = readParts(scope, {
    guard: steps,
    call: 'Analyze contract',
    verb: 'analyze',
    callModel: steps.analyzeContract,
    tier: 'opus',
    maxTokens: CONTRACT_TOKENS,
    assign: { results: '{% $states.result %}', spent: spentOn('$states.result') },
  });
  analyze.next(
    Choice.jsonata(scope, 'Any contract part read?')
      .when(
        Condition.jsonata(`{% ${NOTHING_READ} %}`),
        note('Contract cannot be read', 'ModelUnavailable', WHY_NOTHING),
      )
      .otherwise(merge(scope, 'Merge contract parts', steps, 'contract', unusable).next(done)),
  );
  return analyze;
}

/** Find deal ─▶ Generate proposal (guarded) ─▶ Was it written? */
export function proposalSteps(scope: Construct, steps: ByTypeSteps, { note, unusable, done }: Ways): Chain {
  const find = step(scope, 'Find deal', steps.findDeal, {
    payload: { reference: '{% $reference %}' },
    assign: { deal: '{% $states.result.Payload.deal %}' },
  });
  find.addCatch(unusable, EVERYTHING);
  const generate = guardedModelCall(scope, {
    ...steps,
    callModel: steps.generateProposal,
    chain: '$chains.sonnet',
    request: '{"documentId": $document.documentId, "parts": $document.parts, "deal": $deal}',
    maxTokens: String(PROPOSAL_TOKENS),
    spent: 'spent',
    unavailable: () =>
      note('Proposal cannot be written', 'ModelUnavailable', '"No model could be reached to write the proposal."'),
    names: { states: 'Generate: ', variables: 'generate', call: 'Generate proposal' },
  });
  const written = Choice.jsonata(scope, 'Was it written?')
    .when(Condition.jsonata(`{% ${ANSWERED} %}`), done, {
      assign: {
        content: `{% ${CONTENT} %}`,
      },
    })
    .otherwise(note('Writing declined', 'UnusableAnswer', '"The model declined to write the proposal."'));
  return find.next(generate).next(written);
}

function merge(
  scope: Construct,
  sentence: string,
  { mergeParts }: ByTypeSteps,
  type: 'invoice' | 'contract',
  unusable: IChainable,
) {
  const task = step(scope, sentence, mergeParts, {
    payload: { type, results: '{% $results %}' },
    assign: { content: '{% $states.result.Payload.content %}', gaps: '{% $states.result.Payload.gaps %}' },
  });
  task.addCatch(unusable, EVERYTHING);
  return task;
}
