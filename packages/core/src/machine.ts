/**
 * State machines are data: a table of what may follow what. The table is what the code runs, what the docs show and
 * what the property test walks.
 */

export interface Transition<S extends string, E extends string> {
  readonly from: S;
  readonly event: E;
  readonly to: S;
  /** What must hold besides, in words; the caller checks it. */
  readonly guard?: string;
}

/** Where `event` leads from `state`, `null` when the table does not have it. */
export function next<S extends string, E extends string>(
  table: readonly Transition<S, E>[],
  state: S,
  event: E,
): S | null {
  return table.find((row) => row.from === state && row.event === event)?.to ?? null;
}

/** The states from which `event` is possible. */
export function sources<S extends string, E extends string>(
  table: readonly Transition<S, E>[],
  event: E,
): readonly S[] {
  return table.filter((row) => row.event === event).map((row) => row.from);
}

/** The states that nothing leaves. */
export function terminals<S extends string, E extends string>(table: readonly Transition<S, E>[]): readonly S[] {
  const left = new Set(table.map((row) => row.from));
  return [...new Set(table.map((row) => row.to))].filter((state) => !left.has(state));
}
