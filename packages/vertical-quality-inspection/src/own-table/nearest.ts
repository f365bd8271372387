/** The names that somebody who wrote another one may have meant. */

/** At most three, the nearest first; none that differs in more than half of its letters. */
export function nearestNames(wanted: string, known: readonly string[]): string[] {
  const asked = wanted.toLowerCase();
  return known
    .map((name) => ({ name, distance: editDistance(asked, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(asked.length, name.length) / 2)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Levenshtein (1966): letters to insert, delete or replace. */
function editDistance(one: string, other: string): number {
  let before = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row += 1) {
    const here = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const replaced = (before[column - 1] as number) + (one[row - 1] === other[column - 1] ? 0 : 1);
      here.push(Math.min(replaced, (before[column] as number) + 1, (here[column - 1] as number) + 1));
    }
    before = here;
  }
  return before[other.length] as number;
}
