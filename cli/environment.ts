// The only reader of the environment and of a node's data folder: where the node is, and what proves that we may talk to it.
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { type Connection, NodeUnreachable } from "../client/call.ts";
import { UsageError } from "./usage-error.ts";

export interface Environment {
  data: string;
  account: string | undefined;
  url: string | undefined;
  tokenFile: string | undefined;
  /** Itself, as a program is given it that may not read the folder. */
  token: string | undefined;
  /** False with NO_COLOR (no-color.org) or a terminal that cannot. */
  colour: boolean;
}

export const readEnvironment = (env: NodeJS.ProcessEnv = process.env): Environment => ({
  data: env.SOUK_DATA || path.join(homedir(), ".souk"),
  account: env.SOUK_ACCOUNT || undefined,
  url: env.SOUK_URL || undefined,
  tokenFile: env.SOUK_TOKEN_FILE || undefined,
  token: env.SOUK_TOKEN || undefined,
  colour: !env.NO_COLOR && env.TERM !== "dumb",
});

/** @throws UsageError for an address that cannot be; NodeUnreachable where no node has run */
export async function findNode(environment: Environment, settings: ReadonlyMap<string, string>): Promise<Connection> {
  const account = settings.get("account") ?? environment.account;
  const folder = path.resolve(
    settings.get("data") ?? environment.data,
    ...(account ? ["accounts", account.toLowerCase()] : []),
  );
  const given = settings.get("url") ?? environment.url;
  const named = settings.get("token-file") ?? environment.tokenFile;
  const baseUrl = given === undefined ? await urlOf(folder) : checked(given);
  if (named === undefined && environment.token) return { baseUrl, token: environment.token };
  const tokenFile = named ?? path.join(folder, "token");
  const token = await readFile(tokenFile, "utf8").catch(() => {
    throw new UsageError(
      `there is no token in ${tokenFile}: give --data <folder> of the node, or --token-file <file>, or set SOUK_TOKEN`,
    );
  });
  return { baseUrl, token: token.trim() };
}

/** The node keeps its port in the folder. */
async function urlOf(folder: string): Promise<string> {
  const text = await readFile(path.join(folder, "souk.json"), "utf8").catch(() => {
    throw new NodeUnreachable(`no node has run in ${folder}: start one there, or give --data <folder> or --url <url>`);
  });
  const { port } = parsed(text) as { port?: unknown };
  if (typeof port !== "number") {
    throw new NodeUnreachable(`souk.json in ${folder} names no port: start the node there again, or give --url <url>`);
  }
  return `http://127.0.0.1:${port}`;
}

function parsed(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

const LOOPBACK = /^(127(\.\d+){3}|localhost|\[::1\])$/;

function checked(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) throw new UsageError(`--url ${text} is not like http://127.0.0.1:4101`);
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
    throw new UsageError(
      `--url ${text} would send the token in the clear to another machine: use https, or a tunnel to it`,
    );
  }
  return url.origin;
}
