export { hasRedis, noRedis, type RedisServer, startRedis } from './redis-server.js';
