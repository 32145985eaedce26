import type { Activities } from '../../engine/activities.ts';
import { checkArn } from '../../engine/arns.ts';
import { ServiceError } from '../../engine/errors.ts';
import type { StateMachines } from '../../engine/state-machines.ts';
import { ApiError } from '../answer.ts';
import { only, tagsOf, type Operations } from './operation.ts';

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const MAX_TAGS = 50;

type Tags = Readonly<Record<string, string>>;

/** Tags of state machines and of activities. */
export function tagOperations(machines: StateMachines, activities: Activities): Operations {
  const owner = (arn: string): { readonly tags: Tags; readonly replace: (tags: Tags) => void } => {
    checkArn(arn, 'stateMachine', 'activity');
    const store = arn.split(':')[5] === 'activity' ? activities : machines;
    const tags = store.tags(arn);
    if (!tags) throw new ServiceError('ResourceNotFound', `Resource not found: '${arn}'`, { resourceName: arn });
    return { tags, replace: (changed) => store.tag(arn, changed) };
  };
  return {
    TagResource(fields) {
      const arn = fields.required('resourceArn', { min: 1, max: 256 });
      fields.requiredList('tags');
      const added = tagsOf(fields);
      fields.check();
      const { tags, replace } = owner(arn);
      const changed = { ...tags, ...added };
      if (Object.keys(changed).length > MAX_TAGS) {
        throw new ServiceError('TooManyTags', `A resource has at most ${MAX_TAGS} tags: '${arn}'`, {
          resourceName: arn,
        });
      }
      replace(changed);
    },
    UntagResource(fields) {
      const arn = fields.required('resourceArn', { min: 1, max: 256 });
      const keys = new Set(fields.requiredList('tagKeys'));
      fields.check();
      if ([...keys].some((key) => typeof key !== 'string')) {
        throw new ApiError('SerializationException', 400, `'tagKeys' must be a list of strings`);
      }
      const { tags, replace } = owner(arn);
      replace(Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.has(key))));
    },
    ListTagsForResource(fields) {
      const { tags } = owner(only(fields, 'resourceArn'));
      return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
    },
  };
}
