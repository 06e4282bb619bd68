// Checks every relative link of the documentation: the file is there, the heading is there, and no path belongs to one machine.
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

const LEFT_OUT = ["node_modules", "dist", "artifacts", "cache", "coverage"];
/** Paths that exist on somebody's machine only. */
const MACHINE_PATH = /(?:^|[\s("'`=])(\/(?:home|root|work|Users|mnt)\/\S*|[A-Z]:\\\S*|file:\/\/\S*)/;

/** @param root absolute. @returns one line per fault */
export function checkLinks(root: string): string[] {
  return documentsOf(root).flatMap((document) => {
    const text = readFileSync(path.join(root, document), "utf8");
    const faults: string[] = [];
    text.split("\n").forEach((line, index) => {
      const machine = MACHINE_PATH.exec(line)?.[1];
      if (machine) faults.push(`${document}:${index + 1}: ${machine} is a path of one machine`);
    });
    for (const link of linksOf(text)) {
      const fault = faultOf(root, document, link);
      if (fault) faults.push(`${document}: ${link} ${fault}`);
    }
    return faults;
  });
}

function faultOf(root: string, document: string, link: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return undefined;
  if (link.startsWith("/")) return "is absolute: write it relative to the document";
  const [target = "", anchor] = link.split("#");
  const file = target === "" ? document : path.posix.join(path.posix.dirname(document), decodeURIComponent(target));
  if (file.startsWith("..")) return "leads out of the project";
  const full = path.join(root, file);
  if (!existsSync(full)) return "leads to nothing";
  if (anchor === undefined || statSync(full).isDirectory() || !file.endsWith(".md")) return undefined;
  return anchorsOf(readFileSync(full, "utf8")).has(anchor) ? undefined : "leads to no heading of that file";
}

/** Targets of `[text](target)`, `[name]: target`, `href` and `src`, outside code. */
function linksOf(text: string): string[] {
  const prose = withoutCode(text);
  const patterns = [
    /\]\(\s*<?([^\s)>]+)>?(?:\s+["'(][^)]*)?\)/g,
    /^ {0,3}\[[^\]]+\]:\s+<?([^\s>]+)>?/gm,
    /<[^>]*\s(?:href|src)=["']([^"']+)["']/g,
  ];
  return patterns.flatMap((pattern) => [...prose.matchAll(pattern)].map((match) => match[1]!));
}

/** What GitHub makes of headings: lower case, no punctuation, dashes for spaces, a number for a repeated one. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const words = heading!.replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const slug = words.replace(/[^\p{L}\p{N}\s_-]/gu, "").replace(/\s/g, "-");
    let unique = slug;
    for (let i = 1; anchors.has(unique); i++) unique = `${slug}-${i}`;
    anchors.add(unique);
  }
  for (const [, id] of text.matchAll(/<a\s[^>]*(?:id|name)=["']([^"']+)["']/g)) anchors.add(id!);
  return anchors;
}

const withoutFences = (text: string): string => text.replace(/^ *(`{3,}|~{3,})[\s\S]*?^ *\1`*$/gm, "");
const withoutCode = (text: string): string => withoutFences(text).replace(/(`+)[\s\S]*?\1/g, "");

function documentsOf(root: string, folder = ""): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = folder + entry.name;
    if (entry.isDirectory()) {
      const hidden = entry.name.startsWith(".") && entry.name !== ".ci";
      return hidden || LEFT_OUT.includes(entry.name) ? [] : documentsOf(root, `${name}/`);
    }
    return entry.name.endsWith(".md") ? [name] : [];
  });
}

if (import.meta.main) {
  const faults = checkLinks(path.resolve(import.meta.dirname, "../.."));
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}
