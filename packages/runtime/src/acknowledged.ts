/**
 * What people take back, by a stop or by lowering a grant, counts as taken back once no live gateway acts on what was
 * before: each has read the record since, or its lease ran out.
 */

/** @param unaware holders that act on what was before; leases are at most a second, so there are soon none */
export async function untilAcknowledged(unaware: () => Promise<readonly string[]>): Promise<void> {
  while ((await unaware()).length > 0) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

const POLL_MS = 20;
