import type { Assets } from '../template/assets.ts';
import type { ResourceValues } from '../template/evaluation.ts';
import type { Cloud } from './cloud.ts';
import type { PhysicalNameRules } from './physical-name.ts';
import type { Properties } from './properties.ts';

/** One resource of a template, its intrinsic functions already resolved. */
export interface ResourceRequest {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  readonly assets: Assets;
  /** The name CloudFormation would make up, for a resource that is given none. */
  physicalName(rules?: PhysicalNameRules): string;
}

/** What Ref and Fn::GetAtt return, as the "Return values" of the type's page in the CloudFormation reference say. */
export type Built = ResourceValues;

/** Creates the resource; rejects with an Error that names the property and the fix. */
export type Builder = (resource: ResourceRequest, cloud: Cloud) => Promise<Built>;
