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

export function untilInterrupted(): Interrupt {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = () => {
    controller.abort();
    resolve();
  };
  const interrupted = () => {
    if (controller.signal.aborted) process.exit(IMPATIENT_EXIT_CODE);
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
