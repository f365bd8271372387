import { describe, expect, it } from 'vitest';
import { dispositions, surfaceClasses } from '../payloads.ts';
import { acceptable, answerByLook } from './crew-rule.ts';

describe('an inspector’s answer by their look', () => {
  it('lets stand what fits the look, and every hold', () => {
    for (const look of surfaceClasses) {
      expect(answerByLook('hold', look, 1)).toEqual({ kind: 'approve' });
      for (const fits of acceptable[look]) expect(answerByLook(fits, look, 1)).toEqual({ kind: 'approve' });
    }
  });

  it('writes what they would do themselves where it does not fit, and rejects what a colleague wrote', () => {
    for (const look of surfaceClasses) {
      for (const wanted of dispositions) {
        if (wanted === 'hold' || acceptable[look].includes(wanted)) continue;
        expect(answerByLook(wanted, look, 1)).toEqual({ kind: 'edit', disposition: acceptable[look][0] });
        expect(answerByLook(wanted, look, 2)).toEqual({ kind: 'reject' });
      }
    }
  });
});
