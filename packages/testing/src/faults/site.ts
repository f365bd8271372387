/** The site of the crash loop, for `andon start`; its environment says where the MES is. */

import { defineSite, mes } from '@andon/cli';
import { faultsVertical } from './vertical.ts';
import { area, dispositionTag, inspectionTag, lines, people, reportTag, shiftLead } from './works.ts';

const [enterprise = '', site = '', areaName = ''] = area.split('/');
const tags = { [inspectionTag]: {}, [reportTag]: {}, [dispositionTag]: { writable: true } };

export default defineSite({
  timeZone: 'Asia/Shanghai',
  api: { port: 0 },
  equipment: {
    id: enterprise,
    children: [{ id: site, children: [{ id: areaName, children: lines.map(({ name }) => ({ id: name, tags })) }] }],
  },
  plant: mes({
    url: process.env.SMALL_MES ?? '',
    read: { header: 'authorization', secret: 'mes-read' },
    write: { header: 'authorization', secret: 'mes-write' },
    // Asked often and not waited for long, so that a fault is noticed and over within seconds.
    ...{ heartbeatMs: 200, pollMs: 20, timeoutMs: 1_000, readyConnections: 2 * lines.length },
  }),
  agents: lines.map(({ scope }) => ({ vertical: faultsVertical, on: scope, commissionedBy: shiftLead.id })),
  people: people.map(({ id, name, roles }) => ({ id, name, roles })),
  // What is judged late because a process was killed must not keep the next acts from leaving.
  evidence: { maxUnverified: 500 },
});
