// Nodes whose links can be cut: each listens on a Unix socket and is dialled through one proxy for each pair. Such addresses are
// never told to others (reach.ts), so there is no way around a cut.
import { type Server, type Socket, connect, createServer } from "node:net";
import { join } from "node:path";
import { type TestNode, type createNursery, eventually } from "./p2p-node.ts";

export interface Partitions {
  nodes: TestNode[];
  /** Two nodes with the same number can talk; all others are cut off at once. */
  split(groups: readonly number[]): void;
  heal(): void;
  close(): void;
}

const unix = (path: string): string => `/unix/${encodeURIComponent(path)}`;
/** Nobody is there. A node that announces something asks for no place on a relay. */
const NOWHERE = "/ip4/127.0.0.1/tcp/1";

export async function createPartitions(nursery: ReturnType<typeof createNursery>, count: number): Promise<Partitions> {
  const folder = nursery.folder();
  const servers: Server[] = [];
  const links = new Map<Socket, [number, number]>();
  let groups: readonly number[] = Array.from({ length: count }, () => 0);
  const home = (node: number) => join(folder, `${node}.sock`);
  const connected = ([from, to]: [number, number]) => groups[from] === groups[to];

  async function proxy(from: number, to: number): Promise<string> {
    const path = join(folder, `${from}-${to}.sock`);
    const server = createServer((near) => {
      if (!connected([from, to])) return void near.destroy();
      const far = connect(home(to));
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        links.set(socket, [from, to]);
        socket.on("error", () => other.destroy());
        socket.on("close", () => {
          links.delete(socket);
          other.destroy();
        });
        socket.pipe(other);
      }
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    servers.push(server);
    return path;
  }

  const nodes: TestNode[] = [];
  for (let node = 0; node < count; node++) {
    const others = Array.from({ length: count }, (_, index) => index).filter((index) => index !== node);
    const ways = await Promise.all(others.map((other) => proxy(node, other)));
    nodes.push(
      await nursery.start(`seed ${node}`, { listen: [unix(home(node))], announce: [NOWHERE], join: ways.map(unix) }),
    );
  }
  await eventually("all have met", () => nodes.every(({ network }) => network.peers().length === count - 1));

  const split = (to: readonly number[]): void => {
    groups = to;
    for (const [socket, link] of links) if (!connected(link)) socket.destroy();
  };
  return {
    nodes,
    split,
    heal: () => split(groups.map(() => 0)),
    close() {
      for (const server of servers) server.close();
      for (const socket of links.keys()) socket.destroy();
    },
  };
}
