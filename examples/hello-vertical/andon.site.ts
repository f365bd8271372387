/**
 * A site for the agent: a simulated strip-steel line, three people, and the agent at *approve*, so that it acts. In the root of
 * the repository:
 *
 *     npm run andon -- check FOLDER
 *     npm run andon -- start --site FOLDER --exit
 */

import { defineSite, simulatedEquipment, simulatedLine } from '@andon/cli';
import { helloVertical } from './src/hello-vertical.ts';

export default defineSite({
  timeZone: 'Asia/Shanghai',
  equipment: simulatedEquipment,
  // The lead signs *approve* on what the agent shows on lines of other seeds; then the crew decides on each proposal.
  plant: simulatedLine({ seed: 5, coils: 40, speed: 10_000, begin: 'approve' }),
  agents: [{ vertical: helloVertical, on: 'acme/harbin/hot-rolling/hot-strip-1', commissionedBy: 'wang-jun' }],
  people: [
    { id: 'lin-mei', name: 'Lin Mei', roles: ['quality-inspector'] },
    { id: 'wang-jun', name: 'Wang Jun', roles: ['shift-lead', 'quality-inspector'] },
    { id: 'chen-hua', name: 'Chen Hua', roles: ['process-owner'] },
  ],
});
