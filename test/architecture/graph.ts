// Questions to the graph of imports: where it turns in circles, and what a file can reach.

export type Graph = ReadonlyMap<string, readonly string[]>;

/** Strongly connected components with more than one file, or with a file that imports itself (Tarjan 1972). */
export function cyclesOf(graph: Graph): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];

  function visit(file: string): void {
    index.set(file, index.size);
    low.set(file, index.get(file)!);
    stack.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!graph.has(next)) continue;
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(file, Math.min(low.get(file)!, low.get(next)!));
    }
    if (low.get(file) !== index.get(file)) return;
    const component = stack.splice(stack.indexOf(file)).toSorted();
    if (component.length > 1 || graph.get(file)!.includes(file)) cycles.push(component);
  }

  for (const file of graph.keys()) if (!index.has(file)) visit(file);
  return cycles;
}

/** Folders that stand side by side, with those that each imports from; a folder and what is in it are one house. */
export function foldersOf(graph: Graph): Graph {
  const folders = new Map<string, string[]>();
  for (const [file, imported] of graph) {
    for (const other of imported) {
      if (!graph.has(other)) continue;
      const [from, to] = [file.split("/"), other.split("/")];
      const fork = from.findIndex((part, index) => part !== to[index]);
      if (fork < 0 || fork >= Math.min(from.length, to.length) - 1) continue;
      const [importer, target] = [from, to].map((parts) => `${parts.slice(0, fork + 1).join("/")}/`) as [
        string,
        string,
      ];
      folders.set(importer, [...(folders.get(importer) ?? []), target]);
      if (!folders.has(target)) folders.set(target, []);
    }
  }
  return folders;
}

/** Every file that `start` imports, directly or through others. */
export function reachable(graph: Graph, start: string): string[] {
  const seen = new Set<string>();
  const waiting = [start];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    for (const next of graph.get(file) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return [...seen];
}
