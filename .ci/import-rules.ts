/**
 * Who may import whom. `packageRows` is the table of docs and design as data: a package may import the packages in the
 * rows above its own, unless its row says otherwise. Dependencies in package.json (devDependencies too) and the
 * specifiers in the sources and tests are both held to it. `core` is also kept pure: no I/O, no clock or random source of
 * its own.
 *
 *     node .ci/import-rules.ts
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

interface Row {
  /** Folder below `packages/`; a trailing `*` matches any ending. */
  readonly name: string;
  /** The only packages this one may import, in place of every row above. */
  readonly only?: readonly string[];
  /** The only packages that may import this one. */
  readonly onlyFor?: readonly string[];
}

export const packageRows: readonly Row[] = [
  { name: 'core' },
  { name: 'sdk' },
  { name: 'store' },
  { name: 'queue' },
  { name: 'connect' },
  { name: 'runtime' },
  { name: 'brain-langchain', only: ['sdk'] },
  { name: 'server' },
  // Both run in a browser: of the framework they may see only what is pure.
  { name: 'client', only: ['core'] },
  { name: 'console', only: ['core', 'client'] },
  { name: 'sim-line', onlyFor: ['cli', 'testing', 'examples'] },
  { name: 'vertical-*', only: ['sdk'] },
  { name: 'cli' },
  { name: 'create-vertical' },
  { name: 'testing' },
  { name: 'bench' },
  // Every folder below examples/ stands in this row: it shows what a user can do, so it uses what a user can install.
  { name: 'examples' },
];

/** Private packages: whatever is published must not need them. */
const unpublished = ['testing', 'bench'];

/** What `core` may take from Node: pure computation. Everything else there is I/O, a clock or a process. */
const pureNodeModules = ['node:assert', 'node:buffer', 'node:crypto', 'node:util'];

/** Global names that reach outside, or make a result depend on when it was computed. */
const impureGlobals = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'fetch',
  'process',
  'performance',
  'crypto',
];
const impureMembers = ['Date.now', 'Math.random'];

export interface Violation {
  /** Path from the root of the repository. */
  readonly file: string;
  readonly problem: string;
}

/** Every violation in the repository at `root`, in the order of their files. */
export function findViolations(root: string): Violation[] {
  const violations: Violation[] = [];
  for (const member of listMembers(root)) {
    const manifest = readManifest(member.folder);
    const declared = Object.keys({
      ...manifest.dependencies,
      ...manifest.devDependencies,
      ...manifest.peerDependencies,
      ...manifest.optionalDependencies,
    });
    const report = (file: string, problem: string | null): void => {
      if (problem !== null) violations.push({ file: relative(root, file).split(sep).join('/'), problem });
    };
    if (rowOf(member.name) === undefined) {
      report(join(member.folder, 'package.json'), `has no row in .ci/import-rules.ts: add one for "${member.name}"`);
      continue;
    }
    for (const dependency of declared) {
      report(join(member.folder, 'package.json'), whyNot(member.name, dependency));
    }
    for (const file of listSources(member.folder)) {
      const parsed = parseFile(file);
      for (const specifier of parsed.specifiers) {
        report(file, whyNotSpecifier(member, file, specifier, declared, manifest.name));
      }
      if (member.name === 'core' && !file.endsWith('.test.ts')) {
        for (const problem of impurities(parsed)) report(file, problem);
      }
    }
  }
  return violations;
}

/** Why package `from` may not import the package called `specifier`; `null` when it may or when it is not ours. */
export function whyNot(from: string, specifier: string): string | null {
  const to = /^@andon\/([^/]+)/.exec(specifier)?.[1];
  if (to === undefined || to === from) return null;
  const fromRow = rowOf(from);
  const toRow = rowOf(to);
  if (fromRow === undefined || toRow === undefined)
    return `imports ${specifier}, which has no row in .ci/import-rules.ts`;
  if (fromRow.only !== undefined && !fromRow.only.includes(to)) {
    return `imports ${specifier}: ${from} may import only ${fromRow.only.map((name) => `@andon/${name}`).join(', ')}`;
  }
  if (toRow.onlyFor !== undefined && !toRow.onlyFor.includes(from)) {
    return `imports ${specifier}, which is only for ${toRow.onlyFor.join(', ')}`;
  }
  if (fromRow.name === 'examples' && unpublished.includes(to)) return `imports ${specifier}, which no user can install`;
  if (packageRows.indexOf(toRow) >= packageRows.indexOf(fromRow)) {
    return `imports ${specifier}, which does not stand above ${from} in the table of packages`;
  }
  return null;
}

interface Member {
  readonly name: string;
  readonly folder: string;
}

function whyNotSpecifier(
  member: Member,
  file: string,
  specifier: string,
  declared: readonly string[],
  ownName: string | undefined,
): string | null {
  if (specifier.startsWith('.') || specifier.startsWith('/') || specifier.startsWith('file:')) {
    const target = resolve(dirname(file), specifier);
    const inside = specifier.startsWith('.') && `${target}${sep}`.startsWith(`${member.folder}${sep}`);
    return inside ? null : `imports ${specifier}, which leaves the package: name the package instead`;
  }
  const ours = /^@andon\/[^/]+/.exec(specifier)?.[0];
  if (ours === undefined) return null;
  const refused = whyNot(member.name, specifier);
  if (refused !== null) return refused;
  return declared.includes(ours) || ours === ownName
    ? null
    : `imports ${specifier} without naming ${ours} in its package.json`;
}

const rowOf = (name: string): Row | undefined =>
  packageRows.find((row) => (row.name.endsWith('*') ? name.startsWith(row.name.slice(0, -1)) : row.name === name));

interface Manifest {
  readonly name?: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

function listMembers(root: string): Member[] {
  const below = (parent: string): string[] => {
    const folder = join(root, parent);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((member) => existsSync(join(member, 'package.json')));
  };
  return [
    ...below('packages').map((folder) => ({ name: basename(folder), folder })),
    ...below('examples').map((folder) => ({ name: 'examples', folder })),
  ];
}

function listSources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      // Templates are text that a scaffolder copies, not modules of the package that holds them.
      if (entry.isDirectory())
        return ['node_modules', 'dist', 'templates'].includes(entry.name) ? [] : listSources(path);
      return /\.(?:ts|tsx|mts|js|mjs)$/.test(entry.name) ? [path] : [];
    });
}

type SyntaxNode = { readonly type: string; readonly [field: string]: unknown };

interface ParsedFile {
  readonly program: unknown;
  readonly specifiers: readonly string[];
}

function parseFile(file: string): ParsedFile {
  const { program, module, errors } = parseSync(file, readFileSync(file, 'utf8'));
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const specifiers = [
    ...module.staticImports.map((statement) => statement.moduleRequest.value),
    ...module.staticExports.flatMap((statement) =>
      statement.entries.flatMap((entry) => (entry.moduleRequest == null ? [] : [entry.moduleRequest.value])),
    ),
  ];
  for (const node of nodesOf(program)) {
    // import('x') and the types that are written import('x').Name
    const source = node.type === 'ImportExpression' || node.type === 'TSImportType' ? node.source : undefined;
    if (isNode(source) && typeof source.value === 'string') specifiers.push(source.value);
  }
  return { program, specifiers: [...new Set(specifiers)] };
}

function impurities({ program, specifiers }: ParsedFile): string[] {
  const problems = specifiers
    .filter((specifier) => specifier.startsWith('node:') && !pureNodeModules.includes(specifier))
    .map((specifier) => `imports ${specifier}: core does no I/O and takes no clock`);
  for (const node of nodesOf(program)) {
    if (node.type === 'ImportSpecifier' && isNode(node.imported) && /^random/.test(String(node.imported.name))) {
      problems.push(`imports ${node.imported.name}: randomness is passed in`);
    }
    if (node.type === 'CallExpression') {
      const name = nameOf(node.callee);
      if (name !== null && impureGlobals.includes(name))
        problems.push(`calls ${name}: core does no I/O and takes no clock`);
    }
    if (node.type === 'MemberExpression') {
      const object = nameOf(node.object);
      const member = `${object}.${nameOf(node.property)}`;
      if (impureMembers.includes(member)) problems.push(`uses ${member}: time and randomness are passed in`);
      else if (object !== null && impureGlobals.includes(object))
        problems.push(`uses ${member}: it is passed in or left out`);
    }
    if (node.type === 'NewExpression' && nameOf(node.callee) === 'Date' && (node.arguments as unknown[]).length === 0) {
      problems.push('uses new Date() without a time: time is passed in');
    }
  }
  return problems;
}

const nameOf = (node: unknown): string | null =>
  isNode(node) && node.type === 'Identifier' ? String(node.name) : null;

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

function* nodesOf(value: unknown): Generator<SyntaxNode> {
  if (typeof value !== 'object' || value === null) return;
  if (isNode(value)) yield value;
  for (const child of Object.values(value)) yield* nodesOf(child);
}

if (import.meta.main) {
  const violations = findViolations(fileURLToPath(new URL('..', import.meta.url)));
  for (const { file, problem } of violations) console.error(`${file}: ${problem}`);
  console.log(violations.length === 0 ? 'Import rules hold.' : `Import rules: ${violations.length} broken.`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
