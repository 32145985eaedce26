import { describe, expect, it } from '@jest/globals';
import { physicalName } from '../../../local/resources/physical-name.ts';

describe('physicalName', () => {
  it('is <Stack>-<LogicalId>-<hash>, the same each time and different for each resource', () => {
    expect(physicalName('Shop', 'Queue')).toMatch(/^Shop-Queue-[A-Z0-9]{12}$/);
    expect(physicalName('Shop', 'Queue')).toBe(physicalName('Shop', 'Queue'));
    expect(physicalName('Shop', 'Queue')).not.toBe(physicalName('Shop', 'Topic'));
  });

  it('fits into the longest name a service takes', () => {
    const name = physicalName('A'.repeat(100), 'B'.repeat(100), { maxLength: 63, lowercase: true, suffix: '.fifo' });
    expect(name).toMatch(/^a+-b+-[a-z0-9]{12}\.fifo$/);
    expect(name).toHaveLength(63);
  });
});
