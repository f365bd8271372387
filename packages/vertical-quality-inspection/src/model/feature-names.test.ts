import { expect, it } from 'vitest';
import { classNames, featureNames } from './feature-names.ts';

it('names 27 features and 7 classes, each once', () => {
  expect(new Set(featureNames).size).toBe(27);
  expect(new Set(classNames).size).toBe(7);
});
