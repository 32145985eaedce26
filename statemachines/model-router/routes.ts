import { Pass } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import {
  CONTENT_ROUTES,
  STATIC_ROUTES,
  UNCLASSIFIED_TIER,
  UNSURE_ROUTES,
} from '../../functions/model-gateway/catalog.ts';

interface Decision {
  readonly strategy: 'override' | 'static' | 'content';
  /** JSONata. */
  readonly tier: string;
  /** JSONata. */
  readonly reason: string;
  readonly complexity?: string;
  readonly confidence?: string;
}

/** The states that decide; each leaves its decision, with the reason, in `$route`. A client's budget may take it a tier down. */
export function routes(scope: Construct, gate: number) {
  const decide = (name: string, { tier, reason, ...decision }: Decision) =>
    Pass.jsonata(scope, name, {
      assign: {
        route: {
          ...decision,
          tier: `{% $lookup($budget.tiers, ${tier}) %}`,
          reason: `{% ${reason} & ($lookup($budget.tiers, ${tier}) = ${tier} ? "" : $budget.note) %}`,
        },
      },
    });
  const said = '$states.input.answer';
  const verdict = { complexity: `{% ${said}.complexity %}`, confidence: `{% ${said}.confidence %}` };
  return {
    byTier: decide('Route by tier', {
      strategy: 'override',
      tier: '$request.tier',
      reason: '"the request names the tier"',
    }),
    byTaskType: decide('Route by task type', {
      strategy: 'static',
      tier: `$lookup(${JSON.stringify(STATIC_ROUTES.tiers)}, $request.taskType)`,
      reason: `"task type " & $request.taskType & " in ${STATIC_ROUTES.version}"`,
    }),
    byContent: decide('Route by content', {
      strategy: 'content',
      tier: `$lookup(${JSON.stringify(CONTENT_ROUTES)}, ${said}.complexity)`,
      reason: `${said}.reason`,
      ...verdict,
    }),
    oneTierUp: decide('Route one tier up', {
      strategy: 'content',
      tier: `$lookup(${JSON.stringify(UNSURE_ROUTES)}, ${said}.complexity)`,
      reason: `"confidence is under ${gate}, so one tier up: " & ${said}.reason`,
      ...verdict,
    }),
    unclassified: decide('Route without verdict', {
      strategy: 'content',
      tier: JSON.stringify(UNCLASSIFIED_TIER),
      reason: '"the classifier gave no verdict"',
    }),
  };
}
