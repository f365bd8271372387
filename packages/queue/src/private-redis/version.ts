/** BullMQ's channels between workers need it. */
export const oldestVersion = '6.2';

/** Compares dotted numbers: `7.0.15` is at least `6.2`. */
export function isAtLeast(version: string, wanted: string): boolean {
  const ours = version.split('.').map(Number);
  for (const [index, number] of wanted.split('.').map(Number).entries()) {
    const own = ours[index] ?? 0;
    if (own !== number) return own > number;
  }
  return true;
}
