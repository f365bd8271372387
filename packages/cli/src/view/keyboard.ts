/**
 * Keys as they are pressed, and the terminal as it was when done, whatever ends the process.
 *
 * In raw mode the terminal sends no signals, so Ctrl-C is read here and passed on. What is pasted is no decision: it is
 * dropped.
 */

import { emitKeypressEvents } from 'node:readline';
import type { ReadStream } from 'node:tty';
import type { Key } from './question.ts';

const PASTE_ON = '\u001b[?2004h';
const PASTE_OFF = '\u001b[?2004l';

interface Pressed {
  readonly name?: string;
  readonly ctrl?: boolean;
  readonly meta?: boolean;
}

export interface KeyboardOptions {
  readonly in: ReadStream;
  /** Passes a control sequence to the terminal. */
  readonly control: (sequence: string) => void;
  readonly onKey: (key: Key) => void;
  readonly onQuit: () => void;
}

/** @returns how to give the keyboard back */
export function takeKeyboard({ in: input, control, onKey, onQuit }: KeyboardOptions): () => void {
  let pasting = false;
  const pressed = (text: string | undefined, { name = '', ctrl = false, meta = false }: Pressed): void => {
    if (name === 'paste-start') pasting = true;
    else if (name === 'paste-end') pasting = false;
    else if (ctrl) {
      if (name === 'c') onQuit();
    } else if (!pasting && !(meta && name !== 'escape')) onKey({ name, text: text ?? '' });
  };
  const wasRaw = input.isRaw;
  emitKeypressEvents(input);
  input.on('keypress', pressed);
  input.setRawMode(true);
  input.resume();
  control(PASTE_ON);
  let taken = true;
  return () => {
    if (!taken) return;
    taken = false;
    input.off('keypress', pressed);
    input.setRawMode(wasRaw ?? false);
    input.pause();
    control(PASTE_OFF);
  };
}

const deadly = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls `restore` when the process exits by itself, by a crash, or by a signal that nobody else handles. */
export function restoreAtExit(restore: () => void): () => void {
  const undo: (() => void)[] = [];
  process.once('exit', restore);
  undo.push(() => process.off('exit', restore));
  for (const signal of deadly) {
    const heard = (): void => {
      // With another handler the process goes on for a while, and so does the view.
      if (process.listenerCount(signal) > 1) return;
      restore();
      process.off(signal, heard);
      process.kill(process.pid, signal);
    };
    process.on(signal, heard);
    undo.push(() => process.off(signal, heard));
  }
  return () => {
    for (const one of undo) one();
  };
}
