/**
 * What the private server runs with. Given on its command line, where neither postgresql.conf nor ALTER SYSTEM overrules
 * it: a record that can be told to forget is none.
 */

import { AndonError } from '@andon/core';

export type Settings = Readonly<Record<string, string>>;

/** An act waits for its record, and its record for the disk. */
const durable: Settings = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };

/** Small: one plant's record, beside the line's other software on one machine. */
const small: Settings = {
  shared_buffers: '48MB',
  work_mem: '4MB',
  maintenance_work_mem: '32MB',
  effective_cache_size: '512MB',
  max_connections: '40',
  // Six processes less than usual: no readers ahead, no parallel workers, no replication launcher.
  io_method: 'sync',
  max_worker_processes: '2',
  max_parallel_workers: '0',
  max_parallel_workers_per_gather: '0',
  max_parallel_maintenance_workers: '0',
  max_logical_replication_workers: '0',
  max_wal_senders: '0',
  autovacuum_max_workers: '2',
  autovacuum_worker_slots: '2',
  jit: 'off',
  huge_pages: 'off',
  // 16 MB segments: between four kept and sixteen.
  min_wal_size: '64MB',
  max_wal_size: '256MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
};

/**
 * @param wishes of the caller; they win over our small sizes, and lose against durability and where to listen
 * @throws AndonError('config.invalid') for a wish to weaken durability
 */
export function serverArguments(wishes: Settings, where: Settings, platform = process.platform): string[] {
  for (const [name, value] of Object.entries(durable)) {
    const wish = wishes[name];
    if (wish === undefined || wish === value) continue;
    throw new AndonError('config.invalid', { path: name, problem: `the record needs ${name} = ${value}` });
  }
  // On macOS an ordinary fsync stops in the drive's cache.
  const honest: Settings = platform === 'darwin' ? { wal_sync_method: 'fsync_writethrough' } : {};
  const all = { ...small, ...honest, ...wishes, ...durable, ...where };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
