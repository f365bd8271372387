/**
 * Ctrl-C, a polite kill, a terminal that is closed and a reader that went away (`| head`) end things in order; a second
 * Ctrl-C does not wait.
 */

export interface Interrupt {
  readonly signal: AbortSignal;
  /** Resolves at the first interruption. */
  readonly promise: Promise<void>;
  dispose(): void;
}

const IMPATIENT_EXIT_CODE = 130;
/** One Ctrl-C comes twice under npm: from the terminal, and passed on by npm. */
const SAME_PRESS_MS = 1_000;

export function untilInterrupted(): Interrupt {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => {
    controller.abort();
    resolve();
  };
  let pressedAtMs = 0;
  const interrupted = () => {
    const isAnother = performance.now() - pressedAtMs > SAME_PRESS_MS;
    if (controller.signal.aborted && isAnother) process.exit(IMPATIENT_EXIT_CODE);
    if (!controller.signal.aborted) pressedAtMs = performance.now();
    end();
  };
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', interrupted);
  process.on('SIGHUP', end);
  process.stdout.on('error', end);
  process.stderr.on('error', end);
  // Nothing else may keep the process up while it only waits for Ctrl-C.
  const awake = setInterval(() => {}, 2 ** 30);
  return {
    signal: controller.signal,
    promise,
    dispose() {
      clearInterval(awake);
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
      process.off('SIGHUP', end);
    },
  };
}
