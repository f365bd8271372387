/** What really happened in a demo, as its record and the plant's own log have it. */

import type { AuditReport, Decision, Effect, Proposal, SealedEvent, Stop } from '@andon/core';
import type { CommandLogEntry } from '@andon/sim-line';
import { openRecord } from '@andon/store';

export interface Evidence {
  readonly effects: readonly Effect[];
  readonly proposals: readonly Proposal[];
  readonly decisions: readonly Decision[];
  readonly report: AuditReport;
  readonly events: readonly SealedEvent[];
  /** Spans of plant time under a stop; open when it was not reset. */
  readonly stopped: readonly { readonly fromMs: Stop['pressedAt']['plantMs']; readonly toMs: number | undefined }[];
  /** Of this line, from its own log. */
  readonly arrivals: readonly CommandLogEntry[];
}

export interface EvidenceSources {
  readonly url: string;
  readonly schema: string;
  /** Asked after the record, so that it holds every arrival that the record knows of. */
  readonly arrivals: () => readonly CommandLogEntry[];
}

export async function gatherEvidence({ url, schema, arrivals }: EvidenceSources): Promise<Evidence> {
  const record = await openRecord({ url, schema });
  try {
    const effects = await record.effects.latest(1_000_000);
    const proposals = await record.proposals.latest(1_000_000);
    const decisions = await Promise.all(proposals.map(({ id }) => record.proposals.decisions(id)));
    const report = await record.audit.verify();
    const events = await record.audit.list(0, 1_000_000);
    const stops = events.filter(({ type }) => type === 'stop.pressed');
    return {
      effects,
      proposals,
      decisions: decisions.flat(),
      report,
      events,
      stopped: stops.map(({ at }) => ({
        fromMs: at.plantMs,
        toMs: events.find(({ type, at: end }) => type === 'stop.reset' && end.plantMs >= at.plantMs)?.at.plantMs,
      })),
      arrivals: arrivals(),
    };
  } finally {
    await record.close();
  }
}

/**
 * How many events of the trail only an interrupted act has: a process that looks up the fate of an act claims it, or
 * loses sight of it, once more.
 */
export function lookedUp({ effects, events }: Evidence): number {
  const count = (type: string) => events.filter((event) => event.type === type).length;
  const claimed = new Set(events.filter(({ type }) => type === 'effect.claimed').map(({ refs }) => refs.effectId));
  if (claimed.size > effects.length) throw new Error('More effects were claimed than there are.');
  return count('effect.lost-sight') + count('effect.claimed') - claimed.size;
}
