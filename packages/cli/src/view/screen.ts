/**
 * The part of a terminal that the view draws on: its last lines, rewritten in place.
 *
 * Whatever else writes to the terminal meanwhile goes above the view: the view is taken away, the text written, and the
 * view drawn again. Lines that are too long are cut by the terminal, not wrapped, since a font may show a character
 * wider than Unicode says.
 */

import type { WriteStream } from 'node:tty';
import { createLogUpdate } from 'log-update';

const ESC = '\u001b[';
const HIDE_CURSOR = `${ESC}?25l`;
const SHOW_CURSOR = `${ESC}?25h`;
const WRAP_OFF = `${ESC}?7l`;
const WRAP_ON = `${ESC}?7h`;
const CLEAR = `${ESC}2J${ESC}H`;

export interface ScreenOptions {
  readonly out: WriteStream;
  /** Other streams that end at the same terminal, e.g. standard error. */
  readonly others: readonly WriteStream[];
  /** The view was taken away and must be drawn again. */
  readonly onDisturbed: () => void;
}

export class Screen {
  readonly #options: ScreenOptions;
  readonly #write: (text: string) => void;
  readonly #update: ReturnType<typeof createLogUpdate>;
  readonly #undo: (() => void)[] = [];
  #drawn: string | null = null;
  #open = true;

  constructor(options: ScreenOptions) {
    this.#options = options;
    const { out, others } = options;
    const write = out.write.bind(out);
    this.#write = (text) => write(text);
    this.#update = createLogUpdate(facade(out, this.#write), { showCursor: true });
    for (const stream of [out, ...others]) this.#undo.push(this.#guard(stream));
    const resized = () => this.#resized();
    out.on('resize', resized);
    this.#undo.push(() => out.off('resize', resized));
    this.#write(HIDE_CURSOR + WRAP_OFF);
  }

  /** Lines that fit: one is left for the cursor. */
  get size(): { readonly columns: number; readonly rows: number } {
    const { columns, rows } = this.#options.out;
    return { columns: columns ?? 80, rows: Math.max(1, (rows ?? 24) - 1) };
  }

  draw(lines: readonly string[]): void {
    const picture = lines.join('\n');
    if (!this.#open || picture === this.#drawn) return;
    this.#drawn = picture;
    this.#update(picture);
  }

  /** Passes a control sequence to the terminal that writes nothing. */
  control(sequence: string): void {
    this.#write(sequence);
  }

  /** Takes the view away. */
  clear(): void {
    if (this.#drawn === null) return;
    this.#drawn = null;
    this.#update.clear();
  }

  /** Gives the terminal back; what is drawn stays where it is. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const undo of this.#undo) undo();
    this.#update.done();
    this.#write(WRAP_ON + SHOW_CURSOR);
  }

  #resized(): void {
    // What was drawn has been wrapped anew by the terminal, nobody knows how.
    this.#drawn = null;
    this.#update.done();
    this.#write(CLEAR);
    this.#options.onDisturbed();
  }

  /** Lets others write to a stream without writing into the view. */
  #guard(stream: WriteStream): () => void {
    const original = stream.write;
    const guarded = (...args: unknown[]): boolean => {
      this.clear();
      const written = Reflect.apply(original, stream, args) as boolean;
      const [chunk] = args;
      if (!(typeof chunk === 'string' ? chunk : String(chunk)).endsWith('\n')) this.#write('\n');
      this.#options.onDisturbed();
      return written;
    };
    stream.write = guarded as typeof stream.write;
    return () => {
      // Somebody may have put theirs over ours; then ours must go on passing things through.
      if (stream.write === guarded) stream.write = original;
    };
  }
}

/** The stream as log-update sees it: its writes pass by the guard. */
function facade(out: WriteStream, write: (text: string) => void): WriteStream {
  return {
    isTTY: true,
    get columns() {
      return out.columns;
    },
    get rows() {
      return out.rows;
    },
    write: (text: string) => {
      write(text);
      return true;
    },
  } as WriteStream;
}
