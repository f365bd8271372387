/**
 * Ten thousand dispositions, in five rounds, through the real gateway and an HTTP sink, to a MES in a process of its own that loses,
 * delays, doubles and breaks off, and stands still now and then. By the MES's own log none was executed twice, and none
 * that the record calls done is missing.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type HttpConnector, openHttpConnector } from '@andon/connect';
import { type Effect, grantSigner, terminalEffectStates } from '@andon/core';
import { Runtime, type RuntimeOptions } from '@andon/runtime';
import { countDoubled, readCommandLog } from '@andon/sim-line';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countingIds, createMemoryRecord, DirectBus, seededRandom } from '../src/index.ts';
import { floorVertical, processOwner, shiftLead } from '../test/runtime-floor-vertical.ts';

/** Each round has a record, a MES and a seed of its own: the record in memory slows down as it grows. */
const rounds = [1, 2, 3, 4, 5];
const dispositions = 2_000;
const lines = Array.from({ length: 16 }, (_, at) => `test/site/area/line-${at + 1}`);
/** How many coils wait for their disposition at once, on all lines together. */
const inFlight = 128;
/** After so many dispositions of a round, the MES stands still for so long. */
const standstill = { after: 1_000, forMs: 2_500 };

const clock = { wallMs: () => Date.now(), monotonicMs: () => performance.now() };
const mesProgram = fileURLToPath(new URL('../src/mes/main.ts', import.meta.url));

async function startMes(
  logFile: string,
  seed: number,
): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const flags = ['--port', '0', '--log', logFile, '--coils', '0', '--faults', '0.05', '--seed', String(seed)];
  const child = fork(mesProgram, [...flags, '--late-ms', '900', '--slow-ms', '30'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [url] = await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line');
  return { child, url };
}

async function site({ source, sink }: HttpConnector) {
  const record = createMemoryRecord({ processMs: clock.monotonicMs });
  const bus = new DirectBus({ processMs: clock.monotonicMs });
  const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const signer = grantSigner(key);
  const newId = countingIds();
  const nothing = () => {};
  const log = { info: nothing, warn: nothing, error: nothing } as unknown as RuntimeOptions['log'];
  const plantMs = Date.now();
  const limits = { sweepMs: 250 };
  const runtime = new Runtime({
    record,
    bus,
    source,
    sink,
    clock,
    newId,
    log,
    holder: 'gateway-1',
    plantMs,
    signer,
    limits,
  });
  for (const scope of lines) {
    const agent = await runtime.commission({ vertical: floorVertical(), scope, model: null, by: shiftLead });
    const terms = {
      id: newId('grt'),
      agentId: agent.id,
      scope,
      fingerprint: agent.fingerprint,
      actionType: 'dispose',
      riskClass: 'reversible',
      level: 'autonomous',
      reason: 'for a proof',
      basis: { kind: 'renewal' },
      signedBy: [shiftLead, processOwner],
      notAfterMs: plantMs + 24 * 3_600_000,
    } as const;
    await record.grants.sign({ ...terms, signature: signer.sign(terms) }, null, { plantMs, wallMs: plantMs });
  }
  await runtime.start();
  return { record, bus, runtime };
}

describe.each(rounds)('dispositions over HTTP, round %i', (seed) => {
  let folder: string;
  let mes: Awaited<ReturnType<typeof startMes>>;
  let connector: HttpConnector;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'andon-http-'));
    mes = await startMes(join(folder, 'mes.log'), seed);
    connector = await openHttpConnector({
      url: mes.url,
      timeoutMs: 600,
      heartbeatMs: 300,
      pollMs: 20,
      readyConnections: 32,
      random: seededRandom(seed),
    });
  });
  afterAll(async () => {
    connector?.close();
    mes?.child.kill('SIGCONT');
    mes?.child.kill('SIGTERM');
    if (mes?.child.exitCode === null) await once(mes.child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  });

  it(`${dispositions} under faults: none doubled, none lost, every one settled`, async () => {
    const { record, bus, runtime } = await site(connector);
    const following = new AbortController();
    const settled = new Map<string, Effect>();
    const all = Promise.withResolvers<void>();
    /** Dispositions that the laboratory has not reported on: an agent may have only so many of those open. */
    const unreported: Effect[] = [];
    let inspected = 0;
    let stoodStill = false;
    let links = 0;
    connector.onLink((state) => {
      if (state === 'down') links += 1;
    });
    runtime.events.on('effect.settled', (effect) => {
      settled.set(effect.id, effect);
      if (effect.state === 'verified') unreported.push(effect);
      if (settled.size === dispositions) all.resolve();
    });

    /** Tells the MES what comes out of inspection; it stands still when its time has come. */
    const goOn = (): void => {
      bus.deliverDue();
      const free = Math.min(inFlight - (inspected - settled.size), dispositions - inspected);
      const inspect = Array.from({ length: Math.max(0, free) }, () => {
        inspected += 1;
        return { line: lines[inspected % lines.length], coil: `C${inspected}` };
      });
      const publish = unreported.splice(0).map(({ line, command }) => ({
        [`${line}/laboratory/report`]: { coil: command.material, verdict: 'good' },
      }));
      mes.child.send({ inspect, publish });
      if (stoodStill || settled.size < standstill.after) return;
      stoodStill = true;
      mes.child.kill('SIGSTOP');
      setTimeout(() => mes.child.kill('SIGCONT'), standstill.forMs);
    };
    const pump = setInterval(goOn, 50);
    const follow = async (): Promise<void> => {
      for await (const batch of connector.source.subscribe(following.signal)) {
        await runtime.ingest(connector.session(), batch);
      }
    };
    await Promise.race([all.promise, follow()]);
    clearInterval(pump);
    following.abort();
    await runtime.close();

    const arrivals = readCommandLog(join(folder, 'mes.log'));
    const struck = (await (await fetch(`${mes.url}/faults`)).json()) as Record<string, number>;
    const taken = arrivals.filter(({ answer }) => answer.kind === 'taken').map(({ command }) => command.key);
    const effects = await record.effects.latest(2 * dispositions);
    const byState = Object.groupBy(effects, ({ state }) => state);
    const counts = Object.fromEntries(Object.entries(byState).map(([state, some]) => [state, some.length]));
    process.stdout.write(`${JSON.stringify({ counts, struck, links, arrivals: arrivals.length })}\n`);

    expect(effects).toHaveLength(dispositions);
    expect(effects.filter(({ state }) => !terminalEffectStates.includes(state))).toEqual([]);
    // Not one key was executed twice, and what the record calls done is what the MES did, no more and no less.
    expect(new Set(taken).size).toBe(taken.length);
    const verified = byState.verified?.map(({ id }) => id) ?? [];
    expect(verified.toSorted()).toEqual(taken.toSorted());
    // How many come in time depends on the machine; a busy one lets more run out.
    expect(verified.length).toBeGreaterThan(0.5 * dispositions);
    // Nothing but the MES's own faults ever brought a key twice.
    const doubledByFault = (struck['double-request'] ?? 0) + (struck['late-request'] ?? 0);
    expect(countDoubled(arrivals)).toBeLessThanOrEqual(doubledByFault);
    expect(Object.values(struck).every((times) => times > 0)).toBe(true);
    // The standstill took the link down, so that what was gated then was refused and did not wait.
    expect(links).toBeGreaterThan(0);
  });
});
