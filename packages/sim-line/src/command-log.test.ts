import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandLogEntry } from './command-log.ts';
import { countDoubled, doubledKeys, fileCommandLog, readCommandLog } from './command-log.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'andon-log-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const entry = (key: string, arrival: number): CommandLogEntry => ({
  session: 's',
  arrival,
  plantMs: 1,
  command: { key, asset: 'a', target: 't', value: 1200, material: null, fence: 1, validUntil: 2 },
  answer: { kind: 'taken' },
});

describe('the command log', () => {
  it('reads what was appended, also after it was opened again', () => {
    const file = join(dir, 'commands.jsonl');
    const entries = [entry('a', 1), entry('b', 2), entry('a', 3)];
    const first = fileCommandLog(file);
    first.append(entries[0] as CommandLogEntry);
    first.close();
    const second = fileCommandLog(file);
    second.append(entries[1] as CommandLogEntry);
    second.append(entries[2] as CommandLogEntry);
    second.close();
    expect(readCommandLog(file)).toEqual(entries);
    expect(countDoubled(readCommandLog(file))).toBe(1);
    expect(doubledKeys(readCommandLog(file))).toEqual(['a']);
  });

  it('leaves a torn last line out, and cuts it off before it writes again', () => {
    const file = join(dir, 'commands.jsonl');
    const log = fileCommandLog(file);
    log.append(entry('a', 1));
    log.close();
    appendFileSync(file, '{"session":"s","arriv');
    expect(readCommandLog(file)).toHaveLength(1);
    const again = fileCommandLog(file);
    again.append(entry('b', 2));
    again.close();
    expect(readCommandLog(file).map(({ command }) => command.key)).toEqual(['a', 'b']);
    expect(readFileSync(file, 'utf8')).not.toContain('arriv"');
  });

  it('names file and line of what it cannot read', () => {
    const file = join(dir, 'commands.jsonl');
    writeFileSync(file, `${JSON.stringify(entry('a', 1))}\nnonsense\n`);
    expect(() => readCommandLog(file)).toThrow(/commands\.jsonl is not valid at line 2/);
    writeFileSync(file, `${JSON.stringify({ ...entry('a', 1), answer: { kind: 'maybe' } })}\n`);
    expect(() => readCommandLog(file)).toThrow(/line 1, column answer\.kind/);
    expect(() => readCommandLog(join(dir, 'absent'))).toThrow(/cannot be read/);
  });
});
