// Follows the node's live events: a line each, until Ctrl-C.
import type { Connection } from "../client/call.ts";
import type { Client } from "../client/client.ts";
import { liveEvents } from "../client/events.ts";
import { styleFor } from "./terminal/style.ts";
import { printable, printableJson } from "./terminal/text.ts";
import { idText } from "./views/facts.ts";
import type { World } from "./world.ts";

interface Following {
  client: Client;
  connection: Connection;
  world: World;
  settings: ReadonlyMap<string, string>;
}

/** @throws NodeUnreachable or ApiProblem if the node cannot be followed at all; what breaks later is tried again */
export async function followEvents(following: Following, { after }: { after?: string }): Promise<void> {
  const { client, connection, world, settings } = following;
  const signal = world.interrupt;
  await client.node({ signal });
  const style = styleFor(world.stdout, world.environment.colour);
  const full = settings.has("full");
  let open: boolean | undefined;
  const onState = (connected: boolean) => {
    if (connected !== open && !signal.aborted) {
      world.stderr.write(connected ? "following events; Ctrl-C ends it\n" : "the node is gone: trying again\n");
    }
    open = connected;
  };
  for await (const live of liveEvents({ ...connection, signal, after, onState })) {
    const { type, ...fields } = live.event;
    if (settings.has("json")) world.stdout.write(`${printableJson(live)}\n`);
    else {
      const words = Object.entries(fields).map(
        ([name, value]) => `${name} ${printable(idText({ full }, String(value)))}`,
      );
      world.stdout.write(
        `${style("quiet", new Date().toLocaleTimeString("en-GB"))}  ${style("strong", type.padEnd(17))}  ${words.join(", ")}\n`,
      );
    }
  }
}
