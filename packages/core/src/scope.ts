/**
 * Equipment paths after ISA-95 (IEC 62264-1): enterprise / site / area / work centre / work unit / equipment module.
 * A *scope* is any node; an *asset* is a node that an action targets; the *line* of an asset is its work centre, and
 * the acts of one line leave one at a time.
 */

import { AndonError } from './errors.ts';

export type Scope = string;

export const equipmentLevels = ['enterprise', 'site', 'area', 'work-centre', 'work-unit', 'equipment-module'] as const;
export type EquipmentLevel = (typeof equipmentLevels)[number];

const SEGMENT = /^[a-z0-9]+(?:[-_.][a-z0-9]+)*$/;
const LINE_DEPTH = 4;

/** @throws AndonError('scope.invalid') unless the path has 1 to 6 lower-case segments. */
export function parseScope(scope: string): readonly string[] {
  const segments = scope.split('/');
  if (segments.length > equipmentLevels.length) {
    throw new AndonError('scope.invalid', { scope, problem: `it has ${segments.length} parts, at most 6 are known` });
  }
  const wrong = segments.find((segment) => !SEGMENT.test(segment));
  if (wrong !== undefined) {
    throw new AndonError('scope.invalid', {
      scope,
      problem: `"${wrong}" must be lower-case letters, digits, and single - _ . between them`,
    });
  }
  return segments;
}

/** Which level of the hierarchy a scope is on. */
export function equipmentLevel(scope: Scope): EquipmentLevel {
  return equipmentLevels[parseScope(scope).length - 1] as EquipmentLevel;
}

/** Whether `scope` is `outer` or lies inside it. */
export function isWithin(scope: Scope, outer: Scope): boolean {
  return scope === outer || scope.startsWith(`${outer}/`);
}

/** The scope and everything above it, from the enterprise down. */
export function selfAndAbove(scope: Scope): readonly Scope[] {
  const segments = scope.split('/');
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}

/**
 * The line (work centre) that an asset belongs to.
 *
 * @throws AndonError('scope.invalid') when the path ends above a work centre
 */
export function lineOf(asset: Scope): Scope {
  const segments = parseScope(asset);
  if (segments.length < LINE_DEPTH) {
    throw new AndonError('scope.invalid', { scope: asset, problem: 'it ends above a line (work centre)' });
  }
  return segments.slice(0, LINE_DEPTH).join('/');
}
