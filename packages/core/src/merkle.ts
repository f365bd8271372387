/**
 * The Merkle tree over the audit trail (RFC 6962, section 2.1; RFC 9162, section 2.1). One hash stands for all events up
 * to a place, so that a checkpoint can sign it and another copy can be held against it.
 *
 * Hashes are SHA-256 in lower-case hex, as in the chain. Sizes are up to 2⁵³, so that they are halved, never shifted.
 */

import { hash } from 'node:crypto';
import { AndonError } from './errors.ts';

/** What a tree needs to grow: the roots of its perfect subtrees, the largest first, one for each 1 in its size. */
export interface TreeFrontier {
  /** Leaves. */
  readonly size: number;
  readonly nodes: readonly string[];
}

export const emptyFrontier: TreeFrontier = { size: 0, nodes: [] };

/** Of a tree without leaves. */
const emptyRoot = hash('sha256', '');

/** Leaves and nodes are told apart by their first byte, so that no node passes for an event. */
export function leafHash(data: string | Uint8Array): string {
  return hash('sha256', typeof data === 'string' ? `\u0000${data}` : Buffer.concat([Buffer.of(0), data]));
}

export function nodeHash(left: string, right: string): string {
  return hash('sha256', Buffer.from(`01${left}${right}`, 'hex'));
}

/**
 * A frontier that was kept elsewhere.
 *
 * @throws AndonError('audit.broken') when the nodes cannot be those of a tree of that size
 */
export function frontierOf(size: number, nodes: readonly string[]): TreeFrontier {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  if (nodes.length !== ones) throw new AndonError('audit.broken', { seq: size });
  return { size, nodes };
}

/** @param leaf its hash, as `leafHash` makes it */
export function appendLeaf({ size, nodes }: TreeFrontier, leaf: string): TreeFrontier {
  const grown = [...nodes];
  let node = leaf;
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) node = nodeHash(grown.pop() as string, node);
  grown.push(node);
  return { size: size + 1, nodes: grown };
}

export function frontierRoot({ nodes }: TreeFrontier): string {
  return nodes.length === 0 ? emptyRoot : nodes.reduceRight((right, left) => nodeHash(left, right));
}
