import { AndonError } from '@andon/sdk';

/**
 * The one place where this folder refuses something.
 *
 * @param path     what is wrong, as the reader knows it: `training row 17, feature "Edges_Index"`
 * @param problem  what is wrong with it, without a full stop
 */
export function refuse(path: string, problem: string, cause?: unknown): never {
  throw new AndonError('config.invalid', { path, problem }, cause === undefined ? undefined : { cause });
}
