// A port on this machine: taken, or refused in words; and asked for before there is anything to serve on it.
import { type Server, createServer } from "node:net";
import { SoukError } from "../core/errors.ts";

/** @throws SoukError `node.port-in-use`, `node.config` where it may not be used */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(refusal(error, port, host)));
    server.listen(port, host, () => {
      server.removeAllListeners("error");
      resolve();
    });
  });
}

/** 0 is always free: it stands for any. Somebody else may still take it before it is used. @throws as {@link listen} */
export async function checkFree(port: number, host: string): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  await listen(server, port, host);
  await new Promise((resolve) => server.close(resolve));
}

function refusal(error: NodeJS.ErrnoException, port: number, host: string): SoukError {
  const details = { cause: error, subject: String(port) };
  if (error.code === "EADDRINUSE") {
    return new SoukError(
      "node.port-in-use",
      `port ${port} on ${host} is in use, perhaps by another node: stop that program, or start this node with another --port`,
      details,
    );
  }
  return new SoukError(
    "node.config",
    `cannot listen on ${host}:${port} (${error.code}): choose another --port`,
    details,
  );
}
