/** A site on the small MES, as somebody would write it: for `site-mes.test.ts`, which says where the MES listens. */

import { defineSite, mes } from '@andon/cli';
import { floorVertical, mill } from './runtime-floor-vertical.ts';

const [enterprise = '', site = '', area = '', line = ''] = mill.split('/');

export default defineSite({
  timeZone: 'Asia/Shanghai',
  api: { port: 0 },
  equipment: {
    id: enterprise,
    children: [{ id: site, children: [{ id: area, children: [{ id: line, tags: tagsOfTheLine() }] }] }],
  },
  plant: mes({
    url: process.env.SMALL_MES ?? '',
    read: { header: 'authorization', secret: 'mes-read' },
    write: { header: 'authorization', secret: 'mes-write' },
    // Asked often, so that a test sees changes soon, and patient, so that a busy machine is none.
    ...{ heartbeatMs: 100, pollMs: 20, timeoutMs: Number(process.env.SMALL_MES_TIMEOUT_MS ?? 5_000) },
  }),
  agents: [{ vertical: floorVertical({ judges: 'proposal' }), on: mill, commissionedBy: 'chen-jie' }],
  people: [
    { id: 'li-wei', name: 'Li Wei', roles: ['inspector', 'operator'] },
    { id: 'chen-jie', name: 'Chen Jie', roles: ['shift-lead'] },
  ],
  // The least that can be demanded.
  evidence: {
    targets: { advise: 0.7, approve: 0.7, veto: 0.98, autonomous: 0.99 },
    alpha: { reversible: 0.49, irreversible: 0.01 },
  },
});

function tagsOfTheLine() {
  return {
    'surface/inspection': {},
    'laboratory/report': {},
    'yard/disposition': { writable: true },
    'furnace/wish': {},
    'furnace/temperature': {},
    'furnace/setpoint': {},
  };
}
