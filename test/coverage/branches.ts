// Finds every decision of a Solidity source and makes each outcome leave a mark, beside Hardhat's marks per statement.
//
// A decision is the condition of an `if`, a loop or a ternary, each operand of `&&` and `||`, the condition of a
// `require`, the two ends of a `try`, and in assembly the cases of a `switch` and the body of a loop.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";

/** One outcome of one decision. */
export interface Branch {
  line: number;
  /** E.g. `rating > MAX_RATING → true`. */
  outcome: string;
  /** What the mark carries, as Hardhat's data files spell it. */
  tag: string;
}

interface Node {
  nodeType: string;
  src: string;
  [field: string]: unknown;
}

interface Edit {
  at: number;
  text: string;
}

const solc = createRequire(import.meta.url)("solc") as {
  compile(input: string, callbacks: { import: () => { contents: string } }): string;
};

/** Hardhat adds the library to each file that it instruments; an `internal` call to it is a mark. */
const MARK = "__NomicFoundationCoverage.sendHit";
const DECIDE = `
function __decide(bool outcome, uint256 tag) pure returns (bool) {
    ${MARK}(outcome ? tag + 1 : tag);
    return outcome;
}
`;
/**
 * @param source what Hardhat has instrumented already; lines are those of the file
 * @param name of the file, to tell its marks from others
 */
export function markBranches(source: string, name: string): { source: string; branches: Branch[] } {
  const bytes = Buffer.from(source);
  const branches: Branch[] = [];
  const edits: Edit[] = [];
  const decided = new Set<string>();

  const spanOf = ({ src }: Node): [number, number] => {
    const [start, length] = src.split(":").map(Number);
    return [start!, start! + length!];
  };
  const textOf = (node: Node): string =>
    bytes
      .subarray(...spanOf(node))
      .toString()
      .replace(/\s+/g, " ");
  const note = (node: Node, tag: bigint, outcome: string): void => {
    const line = bytes.subarray(0, spanOf(node)[0]).toString().split("\n").length;
    branches.push({ line, outcome, tag: tag.toString(16).padStart(64, "0") });
  };

  /** Both outcomes of a condition that is no `&&`, `||`, `!` or parenthesis itself. */
  const decide = (node: Node): void => {
    if (decided.has(node.src)) return;
    decided.add(node.src);
    const { operator, leftExpression, rightExpression, components, subExpression } = node as Node &
      Record<string, string> & { leftExpression: Node; rightExpression: Node; components: Node[]; subExpression: Node };
    if (node.nodeType === "BinaryOperation" && (operator === "&&" || operator === "||")) {
      decide(leftExpression);
      decide(rightExpression);
    } else if (node.nodeType === "UnaryOperation" && operator === "!") decide(subExpression);
    else if (node.nodeType === "TupleExpression" && components.length === 1) decide(components[0]!);
    else {
      const [start, end] = spanOf(node);
      const tag = tagOf(name, start);
      edits.push({ at: start, text: "__decide(" }, { at: end, text: `, ${tag})` });
      note(node, tag, `${textOf(node)} → false`);
      note(node, tag + 1n, `${textOf(node)} → true`);
    }
  };

  const arrive = (block: Node, outcome: string): void => {
    const [start] = spanOf(block);
    const tag = tagOf(name, start);
    edits.push({ at: start + 1, text: `${MARK}(${tag});` });
    note(block, tag, outcome);
  };

  /** Assembly in a pure function may call nothing: it sets a bit per outcome, and the marks follow it. */
  const decideAssembly = (assembly: Node): void => {
    const [start, end] = spanOf(assembly);
    const bits = `__bits${start}`;
    const marks: string[] = [];
    const set = (block: Node, outcome: string): void => {
      const tag = tagOf(name, spanOf(block)[0]);
      edits.push({ at: spanOf(block)[0] + 1, text: `${bits} := or(${bits}, ${2 ** marks.length})` });
      marks.push(`if (${bits} & ${2 ** marks.length} != 0) ${MARK}(${tag});`);
      note(block, tag, outcome);
    };
    visit(assembly["AST"], (node) => {
      if (node.nodeType === "YulIf")
        throw new Error(`${name}: an assembly \`if\` leaves no mark: write it as a switch`);
      // that a loop also ends needs no mark
      if (node.nodeType === "YulForLoop") set(node["body"] as Node, `for ${textOf(node["condition"] as Node)} → runs`);
      if (node.nodeType !== "YulSwitch") return;
      for (const option of node["cases"] as Node[]) {
        const value = option["value"] === "default" ? "default" : `case ${(option["value"] as Node)["value"]}`;
        set(option["body"] as Node, `switch ${textOf(node["expression"] as Node)} → ${value}`);
      }
    });
    if (marks.length > 0) edits.push({ at: start, text: `uint256 ${bits};` }, { at: end, text: marks.join("") });
  };

  visit(parse(source), (node) => {
    const field = (key: string): Node => node[key] as Node;
    switch (node.nodeType) {
      case "IfStatement":
      case "Conditional":
      case "WhileStatement":
      case "DoWhileStatement":
      case "ForStatement":
        if (node["condition"]) decide(field("condition"));
        break;
      case "BinaryOperation":
        if (node["operator"] === "&&" || node["operator"] === "||") decide(node);
        break;
      case "FunctionCall":
        if (field("expression")["name"] === "require") decide((node["arguments"] as Node[])[0]!);
        break;
      case "TryStatement":
        for (const [i, clause] of (node["clauses"] as Node[]).entries()) {
          arrive(
            clause["block"] as Node,
            `${textOf(field("externalCall")).split("(", 1)[0]} ${i === 0 ? "succeeds" : "fails"}`,
          );
        }
        break;
      case "InlineAssembly":
        decideAssembly(node);
    }
  });
  return { source: apply(bytes, edits) + (edits.length === 0 ? "" : DECIDE), branches };
}

/** Even, so that `tag + 1` is the same decision's other outcome. */
const tagOf = (name: string, start: number): bigint =>
  BigInt(`0x${createHash("sha256").update(`${name}:${start}`).digest("hex")}`) & ~1n;

/** Imports are not followed: a syntax tree needs none. */
function parse(content: string): Node {
  const settings = { stopAfter: "parsing", outputSelection: { "*": { "": ["ast"] } } };
  const input = JSON.stringify({ language: "Solidity", sources: { "a.sol": { content } }, settings });
  const output = JSON.parse(solc.compile(input, { import: () => ({ contents: "" }) })) as {
    sources?: { "a.sol"?: { ast: Node } };
    errors?: { formattedMessage: string }[];
  };
  const ast = output.sources?.["a.sol"]?.ast;
  if (!ast) throw new Error(output.errors?.map((error) => error.formattedMessage).join("\n") ?? "no syntax tree");
  return ast;
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (typeof value !== "object" || value === null) return;
  if ("nodeType" in value) see(value as Node);
  for (const child of Object.values(value)) visit(child, see);
}

/** Insertions at one place keep their order: a decision ends before the next one around it does. */
function apply(bytes: Buffer, edits: readonly Edit[]): string {
  let result = "";
  let done = 0;
  for (const { at, text } of edits.toSorted((a, b) => a.at - b.at)) {
    result += bytes.subarray(done, at).toString() + text;
    done = at;
  }
  return result + bytes.subarray(done).toString();
}
