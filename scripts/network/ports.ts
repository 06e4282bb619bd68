// Looks whether ports of this machine are free before anything starts on them.
import { once } from "node:events";
import { createServer } from "node:net";

/** Those that are taken would be noticed one by one, and late. 0 is always free. @throws Error that names the port and what to do */
export async function checkPorts(uses: readonly [port: number, use: string][]): Promise<void> {
  for (const [port, use] of uses) {
    if (port === 0) continue;
    await tryPort(port).catch((cause: unknown) => {
      const advice = "stop that program, or take other ports: npm start -- --free-ports --data <another folder>";
      throw new Error(`port ${port}, for ${use}, is in use, perhaps by another npm start: ${advice}`, { cause });
    });
  }
}

async function tryPort(port: number): Promise<void> {
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  server.close();
  await once(server, "close");
}
