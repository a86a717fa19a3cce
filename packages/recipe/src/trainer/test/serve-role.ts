// Serves the two roles until it is stopped: `node serve-role.ts <name> <port>`.
import { startRoleServer } from './role-server.ts';

const [name = '', port = ''] = process.argv.slice(2);
await startRoleServer({ name, port: Number(port) });
