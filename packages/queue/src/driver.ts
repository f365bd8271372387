/** What differs between the servers that carry jobs. */

import type { BackendFactory, IQueueBackend } from 'bullmq';

export interface Driver {
  readonly kind: 'redis' | 'postgres';
  /** Makes the backend of one queue or worker, on the connections that all of them share. */
  readonly createBackend: BackendFactory<IQueueBackend, unknown>;
  /**
   * How long a worker waits for word of a new job before it looks by itself. Word comes at once on both servers, so
   * this only mends a connection that died unseen.
   */
  readonly waitSeconds: number;
  /** Why nothing can be sent right now, or `null`. */
  problem(): string | null;
  /** Called each time that the server is there again, perhaps with an empty memory. */
  onReturn(listener: () => void): void;
  /** Ends the connections that are shared. Never throws, takes at most 2 s, and leaves no handle behind. */
  end(): Promise<void>;
}
