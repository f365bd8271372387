/** The equipment tree as paths: which scopes there are, and which of them are lines. */

import { equipmentLevels, type LocalText, type Scope } from '@andon/core';
import type { Equipment } from './definition.ts';
import type { SiteLine, SiteProblem } from './site.ts';

export interface EquipmentNode {
  readonly scope: Scope;
  /** Of its key in the file. */
  readonly path: string;
  readonly depth: number;
  readonly equipment: Equipment;
}

const LINE = equipmentLevels.indexOf('work-centre');

/** The tree from the top, each node before its children. */
export function nodesOf(equipment: Equipment, above: Scope | null = null, path = 'equipment'): EquipmentNode[] {
  const scope = above === null ? equipment.id : `${above}/${equipment.id}`;
  const below = (equipment.children ?? []).flatMap((child, index) =>
    nodesOf(child, scope, `${path}.children.${index}`),
  );
  return [{ scope, path, depth: scope.split('/').length - 1, equipment }, ...below];
}

export function linesAmong(nodes: readonly EquipmentNode[]): readonly SiteLine[] {
  return nodes
    .filter(({ depth }) => depth === LINE)
    .map(({ scope, equipment }) => ({ scope, name: nameOf(equipment), tags: equipment.tags ?? null }));
}

export function nameOf({ id, name }: Equipment): LocalText {
  return name ?? { en: id, 'zh-CN': id };
}

export function equipmentProblems(nodes: readonly EquipmentNode[]): readonly SiteProblem[] {
  const problems: SiteProblem[] = [];
  const seen = new Set<Scope>();
  for (const { scope, path, depth, equipment } of nodes) {
    if (seen.has(scope)) problems.push({ path: `${path}.id`, problem: `there are two of ${scope}` });
    seen.add(scope);
    if (depth >= equipmentLevels.length) {
      const problem = `it is ${depth + 1} deep; ${equipmentLevels.join(', ')} are all that ISA-95 knows`;
      problems.push({ path, problem });
    }
    if (equipment.tags === undefined) continue;
    if (depth !== LINE) {
      const problem = `tags stand at a line (depth ${LINE + 1} of the tree), and ${scope} is ${equipmentLevels[depth] ?? 'deeper'}`;
      problems.push({ path: `${path}.tags`, problem });
      continue;
    }
    problems.push(...tagProblems(path, equipment));
  }
  if (linesAmong(nodes).length === 0) {
    const problem = 'there is no line in it: enterprise, site, area, line are its first four levels';
    problems.push({ path: 'equipment', problem });
  }
  return problems;
}

/** Where the line's work units are listed, a tag belongs to one of them. */
function tagProblems(path: string, { tags = {}, children }: Equipment): readonly SiteProblem[] {
  if (children === undefined) return [];
  const units = children.map(({ id }) => id);
  return Object.keys(tags)
    .filter((tag) => !units.includes(tag.split('/')[0] as string))
    .map((tag) => ({
      path: `${path}.tags.${tag}`,
      problem: `"${tag.split('/')[0]}" is none of the line's work units: ${units.join(', ')}`,
    }));
}
