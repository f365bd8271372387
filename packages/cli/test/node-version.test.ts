import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { complaintAbout } from '../bin/node-version.mjs';

const bin = fileURLToPath(new URL('../bin/andon.mjs', import.meta.url));

describe('the guard on the Node version', () => {
  it.each(['22.18.0', '22.20.1', '24.0.0', '24.21.0', '100.1.0'])('lets Node %s pass', (version) => {
    expect(complaintAbout(version)).toBe('');
  });

  it.each(['12.22.12', '18.20.8', '20.20.2', '22.17.9', '9.99.0'])('tells Node %s what to do', (version) => {
    const [english, chinese] = complaintAbout(version).split('\n');
    expect(english).toContain(`needs Node 22.18 or newer and this is Node ${version}`);
    expect(chinese).toContain(`当前为 Node ${version}`);
  });

  it('ends with 2 on an old Node, before it loads anything else', () => {
    const fakeOldNode =
      'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.20.2"}})';
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', fakeOldNode, bin, 'demo'], {
      encoding: 'utf8',
    });
    expect(stderr).toBe(`${complaintAbout('20.20.2')}\n`);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});
