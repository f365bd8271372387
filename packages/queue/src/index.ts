export { type JobContracts, type JobName, jobContracts } from './contracts.ts';
export type * from './job-bus.ts';
export { jobStates, MOST_LISTED } from './job-bus.ts';
export { pageOf as pageOfJobs, placeOf as placeOfJob } from './listing.ts';
export type { QueueName } from './names.ts';
export { openJobBus } from './open-job-bus.ts';
export * from './private-redis/index.ts';
