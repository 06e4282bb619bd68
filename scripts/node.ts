// Starts a node: what `npm run build` made of it, which is loaded in a third of the time, or the sources where they are newer.
import path from "node:path";
import { builtNode } from "./network/built.ts";

await import(builtNode(path.resolve(import.meta.dirname, "..")) ?? "../node/main.ts");
