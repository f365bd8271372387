/** What of a proposal may be edited, and within which limits: from the envelope of its action type. */

import type { Proposal } from '@andon/core';
import { actionOf, type Vertical } from '@andon/sdk';
import type { EditField } from '../view/view.ts';

export function editFields(vertical: Vertical<never>, proposal: Proposal): readonly EditField[] {
  const { choices = [], numbers = [] } = actionOf(vertical, proposal.actionType).envelope;
  return [...choices, ...numbers.map(({ param, min, max, unit }) => ({ param, min, max, unit }))];
}
