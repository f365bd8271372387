/** Everything that can be known to be wrong with a site before anything starts, each with the path of its key. */

import { dirname, resolve } from 'node:path';
import { type Actor, checkEvidencePolicy, defaultEvidencePolicy, type EvidencePolicy, isAndonError } from '@andon/core';
import { checkAgents } from './agents.ts';
import type { SiteAudit, SiteDefinition } from './definition.ts';
import { equipmentProblems, linesAmong, nameOf, nodesOf } from './equipment.ts';
import { SiteShape } from './schema.ts';
import type { AnchorPlace, Site, SiteProblem } from './site.ts';
import { tariffProblems } from './tariffs.ts';

const DEFAULT_GRANT_DAYS = 30;
const DEFAULT_API_PORT = 4700;

export type CheckedSite =
  | { readonly kind: 'site'; readonly site: Site; readonly warnings: readonly SiteProblem[] }
  | { readonly kind: 'wrong'; readonly problems: readonly SiteProblem[] };

/** @param definition what the file exports, whatever that is */
export function checkSite(definition: unknown, file: string, peopleAt = `${file}: people`): CheckedSite {
  const shape = SiteShape.safeParse(definition);
  if (!shape.success) return { kind: 'wrong', problems: shape.error.issues.flatMap(problemsOf) };
  // Of the very shape: the schema copies, and functions and classes must stay what they are.
  const given = definition as SiteDefinition;
  const nodes = nodesOf(given.equipment);
  const lines = linesAmong(nodes);
  const people: readonly Actor[] = given.people.map((person) => ({ ...person, authenticatedBy: 'local' }));
  const evidence: EvidencePolicy = { ...defaultEvidencePolicy, ...given.evidence };
  const { checked: agents, problems: agentProblems } = checkAgents({ agents: given.agents, nodes, lines, people });
  const anchors = anchorsOf(given.audit, dirname(file));
  const problems = [
    ...given.plant.problems,
    ...equipmentProblems(nodes),
    ...twiceAmong(people),
    ...evidenceProblems(evidence),
    ...(given.tariffs ? tariffProblems(given.tariffs) : []),
    ...agentProblems,
    ...twiceAmongAnchors(anchors),
  ];
  if (problems.length > 0) return { kind: 'wrong', problems };
  const { timeZone, equipment, plant, tariffs = null } = given;
  const site = nodes.find(({ depth }) => depth === 1) ?? nodes[0];
  return {
    kind: 'site',
    warnings: plant.warnings,
    site: {
      ...{ file, dir: dirname(file), timeZone, equipment, lines, plant, agents, people, peopleAt, evidence, tariffs },
      name: given.name ?? (site ? nameOf(site.equipment) : { en: file, 'zh-CN': file }),
      grantDays: given.grantDays ?? DEFAULT_GRANT_DAYS,
      apiPort: given.api?.port ?? DEFAULT_API_PORT,
      anchors,
    },
  };
}

type Issue = NonNullable<ReturnType<typeof SiteShape.safeParse>['error']>['issues'][number];

function problemsOf(issue: Issue): readonly SiteProblem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key].join('.'), problem: 'there is no such key' }));
  }
  return [{ path: path.join('.') || '(top)', problem: issue.message }];
}

function twiceAmong(people: readonly Actor[]): readonly SiteProblem[] {
  return people.flatMap(({ id }, index) => {
    const first = people.findIndex((person) => person.id === id);
    return first === index ? [] : [{ path: `people.${index}.id`, problem: `"${id}" is people.${first} already` }];
  });
}

function anchorsOf(audit: SiteAudit | undefined, dir: string): readonly AnchorPlace[] {
  return (audit?.anchors ?? []).map((anchor) =>
    'file' in anchor ? { kind: 'file', file: resolve(dir, anchor.file) } : { kind: 'url', url: anchor.url },
  );
}

function twiceAmongAnchors(anchors: readonly AnchorPlace[]): readonly SiteProblem[] {
  const names = anchors.map((anchor) => (anchor.kind === 'file' ? anchor.file : anchor.url));
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    return first === index
      ? []
      : [{ path: `audit.anchors.${index}`, problem: `${name} is audit.anchors.${first} already` }];
  });
}

function evidenceProblems(evidence: EvidencePolicy): readonly SiteProblem[] {
  try {
    checkEvidencePolicy(evidence);
    return [];
  } catch (error) {
    if (!isAndonError(error, 'config.invalid')) throw error;
    return [{ path: String(error.details.path), problem: String(error.details.problem) }];
  }
}
