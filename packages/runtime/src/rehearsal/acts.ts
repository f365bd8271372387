/**
 * Acts that left, as the envelope and the exposure cap ask for them: the rehearsal's counterpart of `effects.recent`.
 */

import type { CommandDraft, RecentActs } from '@andon/core';
import type { RehearsedProposal } from './types.ts';

export interface Act {
  readonly proposal: RehearsedProposal;
  readonly atMs: number;
}

type Like = Pick<RehearsedProposal, 'actionType'> & { readonly command: CommandDraft };

const hourMs = 3_600_000;

export class Acts {
  /** Plant times per action type and asset, in order; and the latest of them per material. */
  readonly #times = new Map<string, number[]>();
  readonly #latest = new Map<string, number>();
  readonly #unverified = new Map<string, number>();

  add(proposal: RehearsedProposal, atMs: number): Act {
    const times = this.#times.get(onAsset(proposal)) ?? [];
    times.push(atMs);
    this.#times.set(onAsset(proposal), times);
    this.#latest.set(onMaterial(proposal), atMs);
    this.#unverified.set(proposal.actionType, this.unverified(proposal.actionType) + 1);
    return { proposal, atMs };
  }

  /** Its outcome is known, or given up. */
  judged({ proposal: { actionType } }: Act): void {
    this.#unverified.set(actionType, this.unverified(actionType) - 1);
  }

  /** Acts of the type on the asset; about the same material where the last one is asked. */
  recent(like: Like, nowMs: number): RecentActs {
    const times = this.#times.get(onAsset(like)) ?? [];
    const withinHour = times.length - 1 - times.findLastIndex((atMs) => atMs <= nowMs - hourMs);
    return { lastAtMs: this.#latest.get(onMaterial(like)) ?? null, withinHour };
  }

  unverified(actionType: string): number {
    return this.#unverified.get(actionType) ?? 0;
  }
}

function onAsset({ actionType, command }: Like): string {
  return `${actionType} ${command.asset}`;
}

function onMaterial(like: Like): string {
  return `${onAsset(like)} ${like.command.material}`;
}
