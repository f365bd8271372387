/** The queue's server: a private Redis or Valkey where one is installed, or the one that `ANDON_REDIS_URL` names. */

export { checkRedis, type RedisFacts } from './check-redis.ts';
export { findRedisServer, type RedisServer, type RedisSurvey, surveyRedisServers } from './find-redis.ts';
export { type PrivateRedis, type PrivateRedisOptions, startPrivateRedis } from './private-redis.ts';
