/** Pages of what is in the record for ever: a page goes on before the last row of the one before. */

/** What to ask for `before` next; `null` where there can be no more. */
export function nextAfter(rows: readonly { readonly id: string }[], limit: number): string | null {
  return rows.length === limit ? (rows.at(-1)?.id ?? null) : null;
}
