/** Agents against equipment and people: what an agent reads must be there, and somebody must be able to decide. */

import { type Actor, isWithin, lineOf } from '@andon/core';
import { SIGNING_ROLES } from '@andon/runtime';
import type { AnyAction, Vertical } from '@andon/sdk';
import type { SiteAgent } from './definition.ts';
import type { EquipmentNode } from './equipment.ts';
import type { CheckedAgent, SiteLine, SiteProblem } from './site.ts';

export interface AgentsToCheck {
  // biome-ignore lint/suspicious/noExplicitAny: see SiteDefinition
  readonly agents: readonly SiteAgent<any>[];
  readonly nodes: readonly EquipmentNode[];
  readonly lines: readonly SiteLine[];
  readonly people: readonly Actor[];
}

export function checkAgents({ agents, nodes, lines, people }: AgentsToCheck): {
  readonly checked: readonly CheckedAgent[];
  readonly problems: readonly SiteProblem[];
} {
  const problems: SiteProblem[] = [];
  const checked: CheckedAgent[] = [];
  for (const [index, { vertical, on, model, commissionedBy }] of agents.entries()) {
    const at = `agents.${index}`;
    const line = lines.find(({ scope }) => isWithin(on, scope));
    const lead = people.find(({ id }) => id === commissionedBy);
    if (!nodes.some(({ scope }) => scope === on) || line === undefined) {
      const known = nodes.filter(({ scope }) => lines.some((one) => isWithin(scope, one.scope)));
      const problem = `"${on}" is no line or part of one; there are ${known.map(({ scope }) => scope).join(', ')}`;
      problems.push({ path: `${at}.on`, problem });
    }
    if (lead === undefined) {
      const problem = `"${commissionedBy}" is nobody of the people: ${people.map(({ id }) => id).join(', ')}`;
      problems.push({ path: `${at}.commissionedBy`, problem });
    } else if (!lead.roles.some((role) => SIGNING_ROLES.some((signs) => signs === role))) {
      const problem = `${lead.name} may not sign; it takes one of ${SIGNING_ROLES.join(', ')}`;
      problems.push({ path: `${at}.commissionedBy`, problem });
    }
    const untyped = vertical as Vertical<never>;
    const id = `${untyped.id}@${on}`;
    if (checked.some((other) => other.id === id)) {
      problems.push({ path: at, problem: `${untyped.id} is on ${on} already` });
    }
    problems.push(...roleProblems(at, untyped, people));
    if (line === undefined || lead === undefined) continue;
    problems.push(...tagProblems(at, untyped, on, line));
    checked.push({ id, vertical: untyped, scope: on, line, model: model ?? null, commissionedBy: lead });
  }
  return { checked, problems };
}

/** Tags that the vertical names, as full paths, each with where it names it. */
function tagsOf(vertical: Vertical<never>, scope: string): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  const name = (tag: string, where: string) => {
    if (!named.has(`${scope}/${tag}`)) named.set(`${scope}/${tag}`, where);
  };
  for (const [index, { tag, reads }] of vertical.triggers.entries()) {
    name(tag, `triggers.${index}.tag`);
    for (const read of reads) name(read, `triggers.${index}.reads`);
  }
  for (const [action, { envelope, verify }] of Object.entries(vertical.actions)) {
    const at = `actions.${action}`;
    for (const { current } of envelope.numbers ?? []) if (current) name(current, `${at}.envelope.numbers`);
    for (const { tag } of envelope.preconditions ?? []) name(tag, `${at}.envelope.preconditions`);
    if ('sample' in verify.when) name(verify.when.sample, `${at}.verify.when.sample`);
    for (const read of verify.reads ?? []) name(read, `${at}.verify.reads`);
  }
  return named;
}

/** Tags that some agent is going to read, as full paths. */
export function tagsRead(agents: readonly Pick<CheckedAgent, 'vertical' | 'scope'>[]): readonly string[] {
  return [...new Set(agents.flatMap(({ vertical, scope }) => [...tagsOf(vertical, scope).keys()]))];
}

function tagProblems(at: string, vertical: Vertical<never>, scope: string, line: SiteLine): readonly SiteProblem[] {
  const { tags } = line;
  if (tags === null) {
    return [{ path: at, problem: `its line ${line.scope} lists no tags, and the agent reads some: add tags to it` }];
  }
  return [...tagsOf(vertical, scope)]
    .map(([tag, where]) => ({ tag: tag.slice(lineOf(scope).length + 1), where }))
    .filter(({ tag }) => !Object.hasOwn(tags, tag))
    .map(({ tag, where }) => {
      const known = Object.keys(tags).join(', ');
      return { path: at, problem: `${vertical.id} names the tag "${tag}" at ${where}; the line has ${known}` };
    });
}

function roleProblems(at: string, vertical: Vertical<never>, people: readonly Actor[]): readonly SiteProblem[] {
  const roles = new Set(Object.values(vertical.actions).map((action: AnyAction) => action.decidedBy));
  return [...roles]
    .filter((role) => !people.some((person) => person.roles.includes(role)))
    .map((role) => ({ path: at, problem: `nobody of the people holds the role ${role}, and it decides` }));
}
