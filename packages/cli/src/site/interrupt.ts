/** Ctrl-C and a polite kill end things in order; a second one does not wait. */

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
  const interrupted = () => {
    if (controller.signal.aborted) process.exit(IMPATIENT_EXIT_CODE);
    controller.abort();
    resolve();
  };
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', interrupted);
  // Nothing else may keep the process up while it only waits for Ctrl-C.
  const awake = setInterval(() => {}, 2 ** 30);
  return {
    signal: controller.signal,
    promise,
    dispose() {
      clearInterval(awake);
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
    },
  };
}
