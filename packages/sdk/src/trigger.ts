/**
 * What sets an agent off.
 */

export interface Trigger {
  readonly kind: 'sample';
  /** Tag path below the agent's scope. */
  readonly tag: string;
  /** Only samples that pass; default all with a value. */
  readonly where: (value: unknown) => boolean;
  /** The material that a sample is about. */
  readonly materialOf: (value: unknown) => string | null;
  /** Tags whose latest readings the observation carries. */
  readonly reads: readonly string[];
}

/** Runs the agent on each sample of a tag that has a value. */
export function onSample(
  tag: string,
  options: {
    readonly where?: (value: unknown) => boolean;
    readonly materialOf?: (value: unknown) => string | null;
    readonly reads?: readonly string[];
  } = {},
): Trigger {
  return {
    kind: 'sample',
    tag,
    where: options.where ?? (() => true),
    materialOf: options.materialOf ?? (() => null),
    reads: options.reads ?? [],
  };
}
