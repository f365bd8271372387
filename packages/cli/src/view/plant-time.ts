/** Plant time as the plant's people say it: the demo's plant stands in Harbin. */

const TIME_ZONE = 'Asia/Shanghai';

const faces = new Intl.DateTimeFormat('sv-SE', {
  timeZone: TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** `2026-01-05 06:14:20` */
export function dateAndTime(plantMs: number): string {
  return faces.format(plantMs);
}

/** `06:14:20` */
export function timeOfDay(plantMs: number): string {
  return dateAndTime(plantMs).slice(11);
}

/** `06:14` */
export function hourAndMinute(plantMs: number): string {
  return dateAndTime(plantMs).slice(11, 16);
}

/** `14 min 05 s`, `2 h 10 min`: units that both languages read. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
