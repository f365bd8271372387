/** What is still to do, in the memory record. */

import type { AgendaPort } from '@andon/core';
import { isTerminal } from './effects.ts';
import { isOutcomeDue } from './outcomes.ts';
import { isApprovalOver, isWindowOver, windowEnd } from './proposals.ts';
import type { State } from './state.ts';

export function agendaOf(state: State): AgendaPort {
  return {
    async unsettled(nowMs) {
      const runs = [...state.runs.values()].filter(({ run }) => run.state === 'queued' || run.state === 'leased');
      const effects = [...state.effects.values()].filter(({ effect }) => !isTerminal(effect) && !effect.needsPerson);
      const outcomes = [...state.outcomes.values()].filter(
        (outcome) => outcome.state === 'offered' || isOutcomeDue(outcome, nowMs),
      );
      const proposals = [...state.proposals.values()].filter(
        (proposal) => isApprovalOver(proposal, nowMs) || isWindowOver(proposal, nowMs),
      );
      return runs.length + effects.length + outcomes.length + proposals.length;
    },
    async nextDue(nowMs) {
      const times = [...approvalEnds(state), ...windowEnds(state), ...effectEnds(state), ...outcomeTimes(state)];
      const later = times.filter((time) => time > nowMs);
      return later.length > 0 ? Math.min(...later) : null;
    },
  };
}

/** A deadline itself is still in time: what it ends is due one millisecond later. */
const after = (deadlineMs: number): number => deadlineMs + 1;

function approvalEnds(state: State): number[] {
  const waiting = [...state.proposals.values()].filter((proposal) => proposal.state === 'awaiting-approval');
  return waiting.map((proposal) => after(proposal.approvalUntilMs));
}

function windowEnds(state: State): number[] {
  return [...state.proposals.values()].flatMap((proposal) => windowEnd(proposal) ?? []);
}

function effectEnds(state: State): number[] {
  const open = [...state.effects.values()].filter(({ effect }) => !isTerminal(effect) && !effect.needsPerson);
  return open.map(({ effect }) => after(effect.notAfterMs));
}

/** When it can be judged without a sample, and when it is given up: one reopened after the former waits for the latter. */
function outcomeTimes(state: State): number[] {
  const open = [...state.outcomes.values()].filter((outcome) => outcome.state === 'open');
  return open.flatMap(({ tag, dueMs, horizonMs }) => {
    const givenUpMs = after(horizonMs);
    return tag === null ? [Math.min(dueMs, givenUpMs), givenUpMs] : [givenUpMs];
  });
}
