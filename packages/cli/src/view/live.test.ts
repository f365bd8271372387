import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import { RuntimeEvents } from '@andon/runtime';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { aResult } from '../../test/report-builders.ts';
import { aBatch, aDecision, aFurnaceProposal, aProposal, aStart, aStop } from '../../test/view-builders.ts';
import { canBeLive, createLiveView, SETTLE_MS } from './live.ts';
import type { SeatAnswer, View } from './view.ts';

const disposition = { param: 'disposition', oneOf: ['release', 'hold', 'rework'] };
const realTimeout = setTimeout;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const WRAP_ON = '\u001b[?7h';
const PASTE_OFF = '\u001b[?2004l';

class FakeTerminal {
  readonly out = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true, columns: 100, rows: 32 });
  readonly in = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode(mode: boolean) {
      this.isRaw = mode;
      return this;
    },
  });

  get streams() {
    return { out: this.out as unknown as WriteStream, in: this.in as unknown as ReadStream };
  }

  /** What was written since the last call. */
  written(): string {
    return (this.out.read() as string | null) ?? '';
  }
}

describe('the live view', () => {
  let terminal: FakeTerminal;
  let view: View;
  let events: RuntimeEvents;
  let quit: ReturnType<typeof vi.fn<() => void>>;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubEnv('NO_COLOR', '1');
    terminal = new FakeTerminal();
    quit = vi.fn<() => void>();
    view = createLiveView({ ...terminal.streams, locale: 'en', onQuit: quit });
    events = new RuntimeEvents();
    view.bind(events);
    view.started(aStart());
    view.batch(aBatch());
  });

  afterEach(() => {
    view.close();
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  const type = async (...keys: string[]): Promise<void> => {
    for (const key of keys) {
      terminal.in.write(key);
      await vi.advanceTimersByTimeAsync(0);
    }
  };

  /** Puts a question and waits until it may be answered. */
  async function asked(proposal = aProposal(), fields: Parameters<View['ask']>[1] = [disposition]) {
    let answer: SeatAnswer | null | 'none yet' = 'none yet';
    void view.ask(proposal, fields, 15_000).then((given) => {
      answer = given;
    });
    await vi.advanceTimersByTimeAsync(SETTLE_MS);
    return () => answer;
  }

  it.each([
    ['a', { kind: 'approve' }],
    ['r', { kind: 'reject' }],
    ['s', { kind: 'stop' }],
  ])('takes the key %s', async (key, wanted) => {
    const answer = await asked();
    await type(key);
    expect(answer()).toEqual(wanted);
  });

  it('edits with number keys', async () => {
    const answer = await asked();
    await type('e');
    await vi.advanceTimersByTimeAsync(200);
    expect(terminal.written()).toContain('1 release  2 hold  3 rework');
    await type('3');
    expect(answer()).toEqual({ kind: 'edit', params: { coil: 'C000012', disposition: 'rework' } });
  });

  it('edits a number with digits and Enter, and says the range', async () => {
    const field = { param: 'setpointC', min: 1150, max: 1280, unit: '°C' };
    const answer = await asked(aFurnaceProposal(), [field]);
    await type('e', '1', '3', '0', '0', '\r');
    await vi.advanceTimersByTimeAsync(200);
    expect(terminal.written()).toContain('1300 is not within 1150 to 1280 °C.');
    await type('1', '2', '3', '1', '\u007f', '0', '\r');
    expect(answer()).toEqual({ kind: 'edit', params: { setpointC: 1230 } });
  });

  it('goes back on Esc', async () => {
    const answer = await asked();
    await type('e', '\u001b');
    // Whether Esc begins an arrow key is for Node to tell, by its own clock.
    await new Promise((resolve) => realTimeout(resolve, 600));
    await type('a');
    expect(answer()).toEqual({ kind: 'approve' });
  });

  it('answers nothing after the time is up, and shows how long that is', async () => {
    const answer = await asked();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(terminal.written()).toContain('In 10 s the scripted crew decides.');
    await vi.advanceTimersByTimeAsync(9_000);
    expect(answer()).toBe('none yet');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(answer()).toBeNull();
  });

  it('gives whoever is typing their time again', async () => {
    const answer = await asked();
    await vi.advanceTimersByTimeAsync(14_000);
    await type('e');
    await vi.advanceTimersByTimeAsync(14_000);
    expect(answer()).toBe('none yet');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(answer()).toBeNull();
  });

  it('does not take a key that was on its way when the proposal came up', async () => {
    let answer: SeatAnswer | null | 'none yet' = 'none yet';
    void view.ask(aProposal(), [], 15_000).then((given) => {
      answer = given;
    });
    await type('a');
    expect(answer).toBe('none yet');
    await type('s');
    expect(answer).toEqual({ kind: 'stop' });
  });

  it('does not take what is pasted, nor an arrow key that comes in pieces, for a decision', async () => {
    const answer = await asked();
    await type('\u001b[200~are\u001b[201~', '\u001b', '[A');
    expect(answer()).toBe('none yet');
  });

  it('ends the question when somebody else decided', async () => {
    const answer = await asked();
    events.tell('decision.made', aDecision(), aProposal({ state: 'rejected' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(answer()).toBeNull();
  });

  it('remembers a stop or the seat asked for while nothing was asked, once', async () => {
    await type('s', 'a');
    expect([view.takeStopRequest(), view.takeStopRequest()]).toEqual([true, false]);
    expect([view.takeSeatRequest(), view.takeSeatRequest()]).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(200);
    expect(terminal.written()).toContain('Stop agents: asked for.');
  });

  it('says how far the comparison is', async () => {
    view.comparing({ done: 3, of: 10 });
    await vi.advanceTimersByTimeAsync(200);
    expect(terminal.written()).toContain('Comparing manual, copilot and agent for the report: 3 of 10 steps.');
  });

  it('draws when something changed, at most ten times a second, and has no timer otherwise', async () => {
    await vi.advanceTimersByTimeAsync(500);
    expect(vi.getTimerCount()).toBe(0);
    terminal.written();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(terminal.written()).toBe('');
    for (let n = 0; n < 1_000; n += 1) {
      view.batch(aBatch([], Date.UTC(2026, 0, 5) + n * 1_000));
      await vi.advanceTimersByTimeAsync(1);
    }
    const draws = terminal.written().match(/plant time 2026/g) ?? [];
    expect(draws.length).toBeGreaterThanOrEqual(9);
    expect(draws.length).toBeLessThanOrEqual(11);
    await vi.advanceTimersByTimeAsync(200);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('writes nothing when a change does not show', async () => {
    await vi.advanceTimersByTimeAsync(500);
    terminal.written();
    view.batch(aBatch());
    await vi.advanceTimersByTimeAsync(500);
    expect(terminal.written()).toBe('');
  });

  it('lets others write above it, and stands below again', async () => {
    await vi.advanceTimersByTimeAsync(500);
    terminal.written();
    terminal.out.write('a warning of a library');
    await vi.advanceTimersByTimeAsync(500);
    const [before, behind] = terminal.written().split('a warning of a library');
    expect(before).toContain('\u001b[2K');
    expect(behind).toMatch(/^\n/);
    expect(behind).toContain('Andon  acme');
  });

  it('draws anew when the terminal changes its size', async () => {
    await vi.advanceTimersByTimeAsync(500);
    terminal.written();
    terminal.out.columns = 60;
    terminal.out.emit('resize');
    await vi.advanceTimersByTimeAsync(500);
    expect(terminal.written()).toContain('─ To decide');
  });

  it('shows a stop that was latched before', async () => {
    view.started(aStart({ stops: [aStop()] }));
    await vi.advanceTimersByTimeAsync(200);
    expect(terminal.written()).toContain('AGENTS STOPPED: hot-strip-1, by Lin Mei');
  });

  it('passes Ctrl-C on, and lets the next one be the terminal’s', async () => {
    const answer = await asked();
    await type('\u0003');
    expect(quit).toHaveBeenCalledOnce();
    expect(answer()).toBeNull();
    expect(terminal.in.isRaw).toBe(false);
    await expect(view.ask(aProposal(), [], 15_000)).resolves.toBeNull();
  });

  it('sends this process SIGINT by default', async () => {
    view.close();
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    view = createLiveView({ ...terminal.streams, locale: 'en' });
    await type('\u0003');
    expect(kill).toHaveBeenCalledWith(process.pid, 'SIGINT');
    kill.mockRestore();
  });

  it('gives the terminal back as it was, once', async () => {
    const answer = await asked();
    expect(terminal.in.isRaw).toBe(true);
    expect(terminal.written()).toContain(HIDE_CURSOR);
    view.close();
    view.close();
    await vi.advanceTimersByTimeAsync(0);
    const written = terminal.written();
    for (const sequence of [SHOW_CURSOR, WRAP_ON, PASTE_OFF]) expect(written.split(sequence)).toHaveLength(2);
    expect(terminal.in.isRaw).toBe(false);
    expect(terminal.in.listenerCount('keypress')).toBe(0);
    expect(terminal.out.write.name).not.toBe('guarded');
    expect(events.eventNames()).toEqual([]);
    expect(answer()).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['exit', 'SIGTERM', 'SIGHUP', 'SIGINT'] as const)('listens for %s only while it is open', (signal) => {
    const before = process.listenerCount(signal);
    view.close();
    expect(process.listenerCount(signal)).toBe(before - 1);
  });

  it('gives the terminal back when the process exits without closing it', () => {
    terminal.written();
    const [restore] = process.listeners('exit').slice(-1);
    restore?.call(process, 1);
    expect(terminal.written()).toContain(SHOW_CURSOR);
    expect(terminal.in.isRaw).toBe(false);
  });

  it('leaves the report in place of itself', async () => {
    await vi.advanceTimersByTimeAsync(200);
    terminal.written();
    view.finished(aResult(), { html: '/home/report.html', staysUp: true });
    const written = terminal.written();
    expect(written.indexOf(SHOW_CURSOR)).toBeLessThan(written.indexOf('What the demo did'));
    expect(written.trimEnd()).toMatch(/Andon stays up\. Ctrl-C ends it\.$/);
    expect(terminal.in.isRaw).toBe(false);
  });
});

describe('canBeLive', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('wants a terminal at both ends that can move its cursor', () => {
    const { streams } = new FakeTerminal();
    vi.stubEnv('TERM', 'xterm');
    expect(canBeLive(streams)).toBe(true);
    expect(canBeLive({ ...streams, out: new PassThrough() as unknown as WriteStream })).toBe(false);
    vi.stubEnv('TERM', 'dumb');
    expect(canBeLive(streams)).toBe(false);
  });
});
