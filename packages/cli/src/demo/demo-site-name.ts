/** How run files and errors name the site that Andon ships: it has no file of the user's. */
export const DEMO_SITE = 'demo';
