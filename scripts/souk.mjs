#!/usr/bin/env node
// `souk`: what `npm run build` made of the command line, or the sources where they are newer. Not TypeScript, whose compiler would be loaded for this file alone.
import { enableCompileCache } from "node:module";
import path from "node:path";

// Compiling takes longer than most commands. Beside what was installed: nobody else writes there.
enableCompileCache(path.resolve(import.meta.dirname, "../node_modules/.cache/compile"));
const { builtSouk } = await import("./network/built.ts");
await import(builtSouk(path.resolve(import.meta.dirname, "..")) ?? "../cli/souk.ts");
