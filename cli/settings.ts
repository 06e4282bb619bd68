// Options of the program itself: where the node is, how to answer, how long to wait. A command takes those that mean something to it.
import { z } from "zod";
import type { Route } from "../protocol/api/route.ts";

export interface Setting {
  flag: string;
  /** What stands for its value in the help; left out, it is a switch. */
  value?: string;
  description: string;
}

const everywhere = {
  data: { flag: "data", value: "<folder>", description: "the node's data folder (SOUK_DATA, else ~/.souk)" },
  account: {
    flag: "account",
    value: "<name>",
    description: "a named account in that folder, or an external one's address (SOUK_ACCOUNT)",
  },
  url: { flag: "url", value: "<url>", description: "the node's address, instead of what the folder says (SOUK_URL)" },
  tokenFile: {
    flag: "token-file",
    value: "<file>",
    description: "the node's token (SOUK_TOKEN_FILE, or SOUK_TOKEN itself, else in the folder)",
  },
  json: { flag: "json", description: "print exactly what the API answers" },
  full: { flag: "full", description: "do not shorten addresses and ids" },
  help: { flag: "help", description: "say what a command does and takes" },
} as const satisfies Record<string, Setting>;

const sometimes = {
  file: { flag: "file", value: "<file|->", description: "the whole body as JSON; options override its fields" },
  all: { flag: "all", description: "every page; with --json one line an item" },
  wait: { flag: "no-wait", description: "do not wait until it is done: print the operation's id" },
  timeout: { flag: "timeout", value: "<seconds>", description: "wait no longer than this; the operation goes on" },
  output: { flag: "output", value: "<file|->", description: "where the bytes go" },
} as const satisfies Record<string, Setting>;

export const EVERYWHERE: readonly Setting[] = Object.values(everywhere);
export const WAITING: readonly Setting[] = [sometimes.timeout];
/** Everything that may stand before the command. */
export const SETTINGS: readonly Setting[] = [...EVERYWHERE, ...Object.values(sometimes)];

export function settingsOf(route: Route): Setting[] {
  return [
    ...(route.body && !isEmpty(route.body) ? [sometimes.file] : []),
    ...(isPaged(route) ? [sometimes.all] : []),
    ...(isCommand(route) ? [sometimes.wait, sometimes.timeout] : []),
    ...(isBinary(route) ? [sometimes.output] : []),
  ];
}

/** Answers an operation that goes on after the answer. */
export const isCommand = ({ status }: Route): boolean => status === 202;
export const isStream = ({ rawAnswer }: Route): boolean => rawAnswer === "text/event-stream";
export const isBinary = (route: Route): boolean => route.rawAnswer !== undefined && !isStream(route);
export const isPaged = ({ answer }: Route): boolean =>
  answer instanceof z.ZodObject && "items" in answer.shape && "next" in answer.shape;
const isEmpty = (body: z.ZodType): boolean => {
  const inner = body instanceof z.ZodOptional ? body.unwrap() : body;
  return inner instanceof z.ZodObject && Object.keys(inner.shape).length === 0;
};
