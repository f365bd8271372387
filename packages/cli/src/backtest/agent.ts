/** Which agent is meant: a vertical that Andon ships, or an agent of a site file, with what that site demands. */

import { AndonError, defaultEvidencePolicy, type EvidencePolicy, type Scope } from '@andon/core';
import type { AnyHistory, Vertical } from '@andon/sdk';
import { qualityInspection } from '@andon/vertical-quality-inspection';
import type { LoadedModel } from '../site-file/definition.ts';
import { loadSite } from '../site-file/load-site.ts';
import type { CheckedAgent, Site } from '../site-file/site.ts';

export interface AgentToTest {
  readonly vertical: Vertical<never>;
  readonly history: AnyHistory;
  readonly scope: Scope;
  readonly evidence: EvidencePolicy;
  /** As the site loads it; `null` where there is no site, or its agent has none. */
  readonly model: (() => LoadedModel | Promise<LoadedModel>) | null;
}

const shipped: readonly Vertical<never>[] = [qualityInspection as Vertical<never>];

/** Where a shipped agent works in a backtest: nobody's line. */
const nowhere: Scope = 'records/of/a/line';

/**
 * @param named  `quality-inspection`; of a site also `quality-inspection@acme/harbin/hot-rolling/hot-strip-1`
 * @throws AndonError('history.agent' | 'history.none' | 'config.invalid'), and what loading the site throws
 */
export async function agentToTest(named: string, siteFile: string | null): Promise<AgentToTest> {
  if (siteFile !== null) return ofSite(named, await loadSite(siteFile));
  const vertical = shipped.find(({ id }) => id === named);
  const known = shipped.map(({ id }) => id).join(', ');
  if (!vertical) throw new AndonError('history.agent', { agent: named, where: 'shipped with Andon', known });
  return { vertical, history: historyOf(vertical), scope: nowhere, evidence: defaultEvidencePolicy, model: null };
}

function ofSite(named: string, site: Site): AgentToTest {
  const { agents, file, dir, timeZone, tariffs, evidence } = site;
  const meant = agents.filter(({ id, vertical }) => id === named || vertical.id === named);
  const known = agents.map(({ id }) => id).join(', ');
  const [agent, other] = meant as [CheckedAgent?, CheckedAgent?];
  if (!agent) throw new AndonError('history.agent', { agent: named, where: `in ${file}`, known });
  if (other) {
    const problem = `"${named}" is on several lines: ${meant.map(({ id }) => id).join(', ')}. Name one of them`;
    throw new AndonError('config.invalid', { path: '--agent', problem });
  }
  const { vertical, scope, model } = agent;
  return {
    ...{ vertical, scope, evidence },
    history: historyOf(vertical),
    // The plant is not opened, so it says nothing of itself.
    model: model && (() => model({ dir, timeZone, tariffs, plant: {} })),
  };
}

function historyOf({ id, history }: Vertical<never>): AnyHistory {
  if (!history) throw new AndonError('history.none', { vertical: id });
  return history;
}
