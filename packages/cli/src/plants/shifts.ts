/** How long a simulated line works: what it makes in a shift of eight hours, with its roll changes. */

export const SHIFT_MIN = 480;
export const COILS_PER_SHIFT = 170;
