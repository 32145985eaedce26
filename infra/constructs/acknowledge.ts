import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Explains why a finding of cdk-nag stands; the ids may name a single finding, e.g. `AwsSolutions-IAM5[Resource::*]`. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  Validations.of(construct).acknowledge(...Object.entries(reasons).map(([id, reason]) => ({ id, reason })));
}
