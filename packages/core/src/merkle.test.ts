import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  appendLeaf,
  emptyFrontier,
  frontierOf,
  frontierRoot,
  leafHash,
  nodeHash,
  type TreeFrontier,
} from './merkle.ts';
import {
  consistencyRanges,
  gatherProof,
  inclusionRanges,
  type LeafRange,
  provesConsistency,
  provesInclusion,
} from './merkle-proof.ts';

/** The leaves and roots that implementations of RFC 6962 are held to since Certificate Transparency's first tests. */
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const vectors = inputs.map((input) => leafHash(Buffer.from(input, 'hex')));
const rootAt = (size: number) => roots[size] as string;

function tree(leaves: readonly string[]): TreeFrontier {
  return leaves.reduce(appendLeaf, emptyFrontier);
}

function proofOver(ranges: readonly LeafRange[], leaves: readonly string[]): readonly string[] {
  const gatherer = gatherProof(ranges);
  for (const leaf of leaves) gatherer.take(leaf);
  return gatherer.proof();
}

/** The tree as RFC 6962 defines it: by recursion over all leaves. */
function definedRoot(leaves: readonly string[]): string {
  if (leaves.length === 0) return rootAt(0);
  if (leaves.length === 1) return leaves[0] as string;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return nodeHash(definedRoot(leaves.slice(0, split)), definedRoot(leaves.slice(split)));
}

const manyLeaves = fc
  .array(fc.string(), { minLength: 1, maxLength: 70, size: 'max' })
  .map((texts) => texts.map((text, index) => leafHash(`${index} ${text}`)));
const hex = fc.stringMatching(/^[0-9a-f]{64}$/);

describe('the tree', () => {
  it.each(roots.map((root, size) => ({ size, root })))('of $size published leaves has the published root', (vector) => {
    expect(frontierRoot(tree(vectors.slice(0, vector.size)))).toBe(vector.root);
  });

  it('is the one that RFC 6962 defines, whatever its size, and grows from what was kept of it', () => {
    fc.assert(
      fc.property(manyLeaves, fc.nat(), (leaves, pick) => {
        const size = pick % (leaves.length + 1);
        const { nodes } = tree(leaves.slice(0, size));
        const grown = leaves.slice(size).reduce(appendLeaf, frontierOf(size, nodes));
        expect(frontierRoot(grown)).toBe(definedRoot(leaves));
      }),
    );
  });

  it('is not taken up from nodes that are not of its size', () => {
    expect(() => frontierOf(3, [rootAt(1)])).toThrow(expect.objectContaining({ code: 'audit.broken' }));
  });
});

describe('a proof of inclusion', () => {
  it.each<[number, number, readonly string[]]>([
    [0, 1, []],
    [
      0,
      8,
      [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    ],
    [
      5,
      8,
      [
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    ],
    [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  ])('of leaf %i in %i is the published one', (index, size, published) => {
    const proof = proofOver(inclusionRanges(index, size), vectors.slice(0, size));
    expect(proof).toEqual(published);
    expect(provesInclusion({ index, size, leaf: vectors[index] ?? '', proof, root: rootAt(size) })).toBe(true);
  });

  it('holds for every leaf', () => {
    fc.assert(
      fc.property(manyLeaves, (leaves) => {
        const root = frontierRoot(tree(leaves));
        for (const [index, leaf] of leaves.entries()) {
          const proof = proofOver(inclusionRanges(index, leaves.length), leaves);
          expect(provesInclusion({ index, size: leaves.length, leaf, proof, root })).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('holds for no other leaf, root, place, size or proof', () => {
    fc.assert(
      fc.property(manyLeaves, fc.nat(), fc.nat(200), hex, (leaves, pick, other, hash) => {
        const size = leaves.length;
        const index = pick % size;
        const proof = proofOver(inclusionRanges(index, size), leaves);
        const said = { index, size, leaf: leaves[index] as string, proof, root: frontierRoot(tree(leaves)) };
        const holds = (change: Partial<typeof said>) => provesInclusion({ ...said, ...change });
        expect(holds({ leaf: hash })).toBe(false);
        expect(holds({ root: hash })).toBe(false);
        if (other !== index) expect(holds({ index: other })).toBe(false);
        expect(holds({ proof: [...proof, hash] })).toBe(false);
        if (proof.length > 0) {
          expect(holds({ proof: proof.slice(1) })).toBe(false);
          expect(holds({ proof: proof.with(pick % proof.length, hash) })).toBe(false);
        }
        expect(holds({ index: -1 })).toBe(false);
        expect(holds({ index: size })).toBe(false);
      }),
    );
  });

  it('takes a size that is not the one of the tree only where the way up is the same', () => {
    fc.assert(
      fc.property(manyLeaves, fc.nat(), fc.integer({ min: 1, max: 200 }), (leaves, pick, size) => {
        const index = pick % leaves.length;
        fc.pre(size !== leaves.length && index < size);
        const proof = proofOver(inclusionRanges(index, leaves.length), leaves);
        const said = { index, size, leaf: leaves[index] as string, proof, root: frontierRoot(tree(leaves)) };
        const sides = (of: number) => inclusionRanges(index, of).map(({ from }) => from < index);
        const isSameWay = JSON.stringify(sides(size)) === JSON.stringify(sides(leaves.length));
        // The size is signed with the root, in the checkpoint: there nobody can change it.
        expect(provesInclusion(said)).toBe(isSameWay);
      }),
    );
  });
});

describe('a proof of consistency', () => {
  it.each<[number, number, readonly string[]]>([
    [1, 1, []],
    [
      1,
      8,
      [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    ],
    [
      6,
      8,
      [
        '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    ],
    [
      2,
      5,
      [
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    ],
  ])('from %i to %i is the published one', (first, second, published) => {
    const proof = proofOver(consistencyRanges(first, second), vectors.slice(0, second));
    expect(proof).toEqual(published);
    const said = { first, second, firstRoot: rootAt(first), secondRoot: rootAt(second), proof };
    expect(provesConsistency(said)).toBe(true);
  });

  it('holds from every earlier tree, and from no other', () => {
    fc.assert(
      fc.property(manyLeaves, fc.nat(), hex, (leaves, pick, hash) => {
        const second = leaves.length;
        const first = 1 + (pick % second);
        const proof = proofOver(consistencyRanges(first, second), leaves);
        const [firstRoot, secondRoot] = [frontierRoot(tree(leaves.slice(0, first))), frontierRoot(tree(leaves))];
        const said = { first, second, firstRoot, secondRoot, proof };
        const holds = (change: Partial<typeof said>) => provesConsistency({ ...said, ...change });
        expect(holds({})).toBe(true);
        expect(holds({ firstRoot: hash })).toBe(false);
        expect(holds({ secondRoot: hash })).toBe(false);
        expect(holds({ proof: [...proof, hash] })).toBe(false);
        if (proof.length > 0) {
          expect(holds({ proof: proof.with(pick % proof.length, hash) })).toBe(false);
          expect(holds({ proof: proof.slice(1) })).toBe(false);
        }
        expect(holds({ first: 0 })).toBe(false);
        expect(holds({ second: first - 1 })).toBe(false);
      }),
    );
  });
});
