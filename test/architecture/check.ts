// Checks a house, the folder of this project or a fixture, against the table; each violation is one line that names its file.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { cyclesOf, foldersOf, reachable } from "./graph.ts";
import { type Source, readSource } from "./source.ts";
import {
  EMPTY_NAMES,
  ENVIRONMENT_READERS,
  MAX_LINES,
  MEASURED,
  OUTSIDERS,
  ROOMS,
  type Room,
  contains,
  roomOf,
} from "./table.ts";

/** @param root absolute. @returns sorted; empty for a house in order */
export function checkHouse(root: string): string[] {
  const files = filesOf(root);
  const violations: string[] = [];
  const graph = new Map<string, string[]>();
  for (const file of files) {
    const text = readFileSync(path.join(root, file), "utf8");
    const source = readSource(file, text);
    const say = (words: string) => void violations.push(`${file}: ${words}`);
    graph.set(file, checkImports(root, file, source, say));
    checkForm(file, text, source, say);
  }
  for (const cycle of cyclesOf(graph)) violations.push(`${cycle[0]}: cycle ${cycle.join(" → ")}`);
  for (const room of ROOMS.filter(({ paths }) => paths.some((place) => contains(MEASURED, place)))) {
    const inside = new Map([...graph].filter(([file]) => roomOf(file) === room));
    for (const cycle of cyclesOf(foldersOf(inside))) {
      violations.push(`${cycle[0]}: folders in a cycle ${cycle.join(" → ")}`);
    }
  }
  for (const { from, mayNotReach } of OUTSIDERS) {
    for (const file of files.filter((candidate) => contains(from, candidate))) {
      const reached = reachable(graph, file).find((other) => other.startsWith(mayNotReach));
      if (reached) violations.push(`${file}: reaches ${reached}`);
    }
  }
  return violations.toSorted();
}

/** @returns the files inside the house that it refers to */
function checkImports(root: string, file: string, source: Source, say: (words: string) => void): string[] {
  const room = roomOf(file);
  if (!room) say("belongs to no room of the table");
  if (source.computedImports > 0 && room?.imports !== "*") say("imports something computed");
  const targets: string[] = [];
  for (const specifier of source.imports) {
    if (!specifier.startsWith(".")) {
      if (room) checkPackage(room, specifier, say);
      continue;
    }
    const target = path.posix.join(path.posix.dirname(file), specifier);
    const isGenerated = roomOf(target)?.name === "contract types";
    if (!isGenerated && !existsSync(path.join(root, target))) say(`imports ${target}, which is not there`);
    if (room) checkTarget(room, target, say);
    targets.push(target);
  }
  return targets;
}

function checkPackage(room: Room, specifier: string, say: (words: string) => void): void {
  if (isBuiltin(specifier)) {
    if (room.portable) say(`${room.name} may not import a Node built-in (${specifier})`);
  } else if (room.packages && !room.packages.test(specifier))
    say(`${room.name} may not import the package ${specifier}`);
}

function checkTarget(room: Room, target: string, say: (words: string) => void): void {
  const other = roomOf(target);
  if (room.imports === "*" || room === other) return;
  if (!other || !room.imports.includes(other.name)) {
    say(`${room.name} may not import ${other?.name ?? "what is in no room"} (${target})`);
  }
}

function checkForm(file: string, text: string, source: Source, say: (words: string) => void): void {
  for (const error of source.errors) say(`cannot be parsed: ${error}`);
  if (source.isBarrel) say("is a barrel: import from the file that makes it");
  const parts = file.split("/").slice(1);
  const empty = parts.flatMap((part) => part.split(/[-.]/)).find((word) => EMPTY_NAMES.includes(word));
  if (empty) say(`is named ${empty}, which says nothing`);
  const [, reader] = Object.entries(ENVIRONMENT_READERS).find(([folder]) => file.startsWith(folder)) ?? [];
  if (reader !== undefined && file !== reader && source.readsEnvironment) {
    say(`reads the environment: only ${reader} does`);
  }
  const lines = text.split("\n").length - 1;
  if (contains(MEASURED, file) && lines > MAX_LINES) say(`has ${lines} lines, more than ${MAX_LINES}`);
}

/** Sources of the rooms; what is generated, and the fixtures of this very check, are left out. */
function filesOf(root: string): string[] {
  const found: string[] = [];
  const enter = (folder: string) => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const name = folder + entry.name;
      if (entry.name.startsWith(".") || entry.name === "node_modules" || name === "test/architecture/fixtures")
        continue;
      if (entry.isDirectory()) enter(`${name}/`);
      else if (/\.[mc]?[jt]sx?$/.test(name)) found.push(name);
    }
  };
  const starts = new Set(
    ROOMS.filter(({ name }) => name !== "contract types").flatMap(({ paths }) => paths.map(firstPart)),
  );
  for (const start of starts) {
    const full = path.join(root, start);
    if (!existsSync(full)) continue;
    if (statSync(full).isDirectory()) enter(`${start}/`);
    else found.push(start);
  }
  return found.toSorted();
}

const firstPart = (name: string): string => name.split("/")[0]!;
