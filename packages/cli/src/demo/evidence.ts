/**
 * What the demo asks of evidence: less than what ships, so that a climb fits into the demo. The screen says so. Error
 * probabilities are the shipped ones.
 */

import { checkEvidencePolicy, defaultEvidencePolicy, type EvidencePolicy } from '@andon/core';

export const demoEvidence: EvidencePolicy = checkEvidencePolicy({
  ...defaultEvidencePolicy,
  targets: { advise: 0.7, approve: 0.74, veto: 0.78, autonomous: 0.82 },
});
