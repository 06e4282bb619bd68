// What a source file refers to, found in its syntax tree: imports of every kind, type imports included, and the environment.
import { parseSync } from "vite";

export interface Source {
  /** Module specifiers as written: static, dynamic, `export … from`, `import("…")` types, and `new URL("./x.ts", import.meta.url)`. */
  imports: string[];
  /** `import(expression)`: nobody can tell what it loads. */
  computedImports: number;
  readsEnvironment: boolean;
  /** It only passes on what other files make. */
  isBarrel: boolean;
  errors: string[];
}

interface Syntax {
  type: string;
  [key: string]: unknown;
}

export function readSource(name: string, text: string): Source {
  const { program, errors } = parseSync(name, text);
  const source: Source = { imports: [], computedImports: 0, readsEnvironment: false, isBarrel: false, errors: [] };
  source.errors = errors.map(({ message }) => message);
  const body = program.body as unknown as Syntax[];
  const passesOn = body.filter(isReExport);
  source.isBarrel =
    body.some(({ type }) => type === "ExportAllDeclaration") ||
    (passesOn.length > 0 && (passesOn.length === body.length || /(^|\/)index\.\w+$/.test(name)));
  walk(program as unknown as Syntax, source);
  return source;
}

const isReExport = ({ type, source }: Syntax): boolean => type === "ExportNamedDeclaration" && isSyntax(source);

function walk(node: Syntax, source: Source): void {
  refer(node, source);
  if (isEnvironment(node)) source.readsEnvironment = true;
  for (const value of Object.values(node)) {
    for (const part of Array.isArray(value) ? value : [value]) if (isSyntax(part)) walk(part, source);
  }
}

function refer(node: Syntax, source: Source): void {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration":
    case "TSImportType":
    case "ImportExpression": {
      const specifier = textOf(node.source);
      if (specifier !== undefined) source.imports.push(specifier);
      else if (node.type === "ImportExpression") source.computedImports++;
      return;
    }
    case "TSExternalModuleReference":
    case "TSModuleDeclaration": {
      const specifier = textOf(node.expression ?? node.id);
      if (specifier !== undefined) source.imports.push(specifier);
      return;
    }
    case "NewExpression": {
      const file = urlOf(node);
      if (file !== undefined) source.imports.push(file);
    }
  }
}

/** `new URL("./worker.ts", import.meta.url)`: how a file is named that runs in a worker or a process of its own. */
function urlOf({ callee, arguments: given }: Syntax): string | undefined {
  const [path, base] = given as Syntax[];
  if (nameOf(callee) !== "URL" || nameOf((base as Syntax | undefined)?.property) !== "url") return undefined;
  const text = textOf(path);
  return text !== undefined && /^\.\.?\/.*\.[mc]?tsx?$/.test(text) ? text : undefined;
}

/** `process.env`, `process["env"]`, `const { env } = process`, and any import of the module `process`. */
function isEnvironment({ type, object, property, id, init, source }: Syntax): boolean {
  if (type === "MemberExpression") {
    return (
      (nameOf(property) ?? textOf(property)) === "env" &&
      (nameOf(object) ?? nameOf((object as Syntax).property)) === "process"
    );
  }
  if (type === "VariableDeclarator") return isSyntax(id) && id.type === "ObjectPattern" && nameOf(init) === "process";
  return type === "ImportDeclaration" && /^(node:)?process$/.test(textOf(source) ?? "");
}

const isSyntax = (value: unknown): value is Syntax =>
  typeof value === "object" && value !== null && typeof (value as Syntax).type === "string";
const textOf = (value: unknown): string | undefined =>
  isSyntax(value) && value.type === "Literal" && typeof value.value === "string" ? value.value : undefined;
const nameOf = (value: unknown): string | undefined =>
  isSyntax(value) && value.type === "Identifier" ? (value.name as string) : undefined;
