// Preloaded into a gateway that can be told its port but not its host: whatever it listens on is 127.0.0.1.
import { Server } from 'node:net';

const { listen } = Server.prototype;
Object.defineProperty(Server.prototype, 'listen', {
  value(this: Server, port: number, _host: unknown, listening?: () => void): Server {
    return Reflect.apply(listen, this, [port, '127.0.0.1', listening]);
  },
});
