// With `--coverage`, Hardhat marks statements; this adds marks for branches and writes down what each one means.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { HardhatPlugin } from "hardhat/types/plugins";
import { type Branch, markBranches } from "./branches.ts";

/** Where a coverage run leaves the branches of the files it compiled, below the project's root. */
export const BRANCHES = "coverage/branches";

const plugin: HardhatPlugin = {
  id: "branch-coverage",
  hookHandlers: {
    solidity: async () => ({
      default: async () => ({
        async preprocessProjectFileBeforeBuilding(context, sourceName, file, content, version, next) {
          // what Hardhat leaves as it was (tests, mocks) is not covered
          const marked = await next(context, sourceName, file, content, version);
          if (marked === content) return marked;
          const { root } = context.config.paths;
          const name = path.relative(root, file);
          const { source, branches } = markBranches(marked, name);
          write(root, name, branches);
          return source;
        },
      }),
    }),
  },
};

function write(root: string, name: string, branches: readonly Branch[]): void {
  const file = path.join(root, BRANCHES, `${name}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  rmSync(file, { force: true });
  if (branches.length > 0) writeFileSync(file, JSON.stringify(branches));
}

export default plugin;
