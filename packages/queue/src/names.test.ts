import { describe, expect, it } from 'vitest';
import { encodeQueueName, isLane, problemWithJobId, type QueueName } from './names.ts';

describe('the name of a queue', () => {
  it.each([
    ['later', 'later'],
    ['vertical:quality-inspection', 'vertical.quality-inspection'],
    ['line:acme/harbin/hot-rolling/hot-strip-1', 'line.acme%2Fharbin%2Fhot-rolling%2Fhot-strip-1'],
    ['line:a:b', 'line.a%3Ab'],
  ] as const)('%s is written %s', (queue, written) => {
    expect(encodeQueueName(queue)).toBe(written);
  });

  it('keeps apart what differs', () => {
    const queues: QueueName[] = ['line:a/b', 'line:a.b', 'line:a%2Fb', 'vertical:a/b', 'later'];
    expect(new Set(queues.map(encodeQueueName)).size).toBe(queues.length);
  });

  it.each(['', 'line:', 'urgent', 'later:x', 'line:\uD800'])('refuses %j', (queue) => {
    expect(() => encodeQueueName(queue as QueueName)).toThrow(expect.objectContaining({ code: 'config.invalid' }));
  });

  it('makes a lane of lines alone', () => {
    expect((['line:a', 'vertical:a', 'later'] as const).map(isLane)).toEqual([true, false, false]);
  });
});

describe('the id of a job', () => {
  it.each(['eff_01J-3', 'run.1~2', 'a'])('may be %s', (id) => {
    expect(problemWithJobId(id)).toBeNull();
  });

  it.each(['', '42', 'a:b', 'a/b', 'x'.repeat(201)])('may not be %j', (id) => {
    expect(problemWithJobId(id)).not.toBeNull();
  });
});
