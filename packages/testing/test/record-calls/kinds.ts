/** Every kind of step there is. A seed draws by their order, so it stays. */

import { auditCalls } from './audit.ts';
import { effectCalls } from './effects.ts';
import { agentCalls, grantCalls } from './grants.ts';
import { authorityCalls, laneCalls } from './leases.ts';
import { evidenceCalls, outcomeCalls } from './outcomes.ts';
import { pageCalls } from './pages.ts';
import { proposalCalls } from './proposals.ts';
import { runCalls } from './runs.ts';
import { stopCalls } from './stops.ts';
import { agendaCalls, time } from './time.ts';

export const kinds = {
  ...time,
  ...agentCalls,
  ...grantCalls,
  ...runCalls,
  ...proposalCalls,
  ...effectCalls,
  ...outcomeCalls,
  ...evidenceCalls,
  ...stopCalls,
  ...laneCalls,
  ...authorityCalls,
  ...auditCalls,
  ...agendaCalls,
  ...pageCalls,
};
