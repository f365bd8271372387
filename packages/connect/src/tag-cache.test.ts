import { expect, it } from 'vitest';
import type { LinkState, Sample } from './ports.ts';
import { TagCache } from './tag-cache.ts';

const sample = (value: number, sourceTs: number): Sample => ({
  tag: 'a/x',
  value,
  quality: 'good',
  status: 'Good',
  sourceTs,
  receivedTs: sourceTs,
  seq: 1,
});

it('keeps the newest sample of a tag, whatever order they come in', () => {
  const tags = new TagCache();
  tags.update([sample(1, 10), sample(2, 20)]);
  tags.update([sample(1, 10)]);
  expect(tags.latest('a/x')).toMatchObject({ value: 2 });
});

it('knows nothing of a tag that never came', () => {
  expect(new TagCache().latest('a/x')).toBeNull();
});

it('gives no value while the link is down, only what was good last', () => {
  let link: LinkState = 'up';
  const tags = new TagCache(() => link);
  tags.update([sample(1, 10)]);
  link = 'down';
  expect(tags.latest('a/x')).toMatchObject({
    value: null,
    lastGood: 1,
    quality: 'stale',
    status: 'BadNoCommunication',
  });
  link = 'up';
  expect(tags.latest('a/x')).toMatchObject({ value: 1, quality: 'good' });
});
