// The marks of branch coverage: every kind of decision is found with each of its outcomes, on the right line, and the marked source still compiles.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { describe, it } from "node:test";
import { markBranches } from "./branches.ts";

const LIBRARY = "library __NomicFoundationCoverage { function sendHit(uint256) internal pure {} }";
const solc = createRequire(import.meta.url)("solc") as { compile(input: string): string };

/** A contract whose function `f` has this body; it starts in line 3. */
const contractOf = (body: string): string => `pragma solidity 0.8.37;
contract A { function f(uint256 x, bool a, bool b) external view returns (uint256 y) {
${body}
} }
`;

const outcomesOf = (body: string): string[] =>
  markBranches(contractOf(body), "a.sol").branches.map(({ line, outcome }) => `${line} ${outcome}`);

const CASES: [what: string, body: string, outcomes: string[]][] = [
  ["an if", "if (x > 3) y = 1;", ["3 x > 3 → false", "3 x > 3 → true"]],
  ["an if without else on the next line", "y = 2;\nif (x > 3) y = 1;", ["4 x > 3 → false", "4 x > 3 → true"]],
  [
    "each operand of && and ||, without ! and parentheses",
    "if (a && (!b || x == 1)) y = 1;",
    ["3 a → false", "3 a → true", "3 b → false", "3 b → true", "3 x == 1 → false", "3 x == 1 → true"],
  ],
  [
    "an && that is no condition",
    "bool c = a && b; if (c) y = 1;",
    ["3 a → false", "3 a → true", "3 b → false", "3 b → true", "3 c → false", "3 c → true"],
  ],
  ["a ternary", "y = a ? 1 : 2;", ["3 a → false", "3 a → true"]],
  ["a loop", "for (uint256 i; i < x; ++i) y += i;", ["3 i < x → false", "3 i < x → true"]],
  ["a while", "while (y < x) ++y;", ["3 y < x → false", "3 y < x → true"]],
  ["a require", 'require(x > 1, "small");', ["3 x > 1 → false", "3 x > 1 → true"]],
  [
    "a try",
    "try this.f(x, a, b) returns (uint256 z) { y = z; } catch { y = 0; }",
    ["3 this.f succeeds", "3 this.f fails"],
  ],
  [
    "a switch and a loop in assembly",
    "assembly { switch x case 0 { y := 1 } default { y := 2 }\nfor { let i := 0 } lt(i, x) { i := add(i, 1) } { y := i } }",
    ["3 switch x → case 0", "3 switch x → default", "4 for lt(i, x) → runs"],
  ],
  ["nothing", "y = x;", []],
];

describe("marks of branches", () => {
  for (const [what, body, outcomes] of CASES) {
    it(`should find the outcomes of ${what}`, () => {
      assert.deepEqual(outcomesOf(body), outcomes);
    });

    it(`should compile, and keep the lines, of ${what}`, () => {
      const source = contractOf(body);
      const marked = markBranches(source, "a.sol").source;
      const content = `${marked}\n${LIBRARY}`;
      const settings = { viaIR: true, outputSelection: { "*": { "*": ["evm.bytecode.object"] } } };
      const input = JSON.stringify({ language: "Solidity", sources: { "a.sol": { content } }, settings });
      const { errors = [] } = JSON.parse(solc.compile(input)) as { errors?: { severity: string; message: string }[] };
      assert.deepEqual(
        errors.filter(({ severity }) => severity === "error").map(({ message }) => message),
        [],
      );
      const lines = marked.split("\nfunction __decide", 1)[0]!.split("\n");
      assert.equal(lines.length, source.split("\n").length);
    });
  }

  it("should give every outcome of every file a mark of its own", () => {
    const source = contractOf("if (a) y = 1; if (b) y = 2; y = a ? 1 : 2;");
    const tags = ["a.sol", "b.sol"].flatMap((name) => markBranches(source, name).branches.map(({ tag }) => tag));
    assert.equal(new Set(tags).size, 12);
    for (const tag of tags) assert.match(tag, /^[0-9a-f]{64}$/);
  });

  it("should refuse what it cannot mark", () => {
    assert.throws(() => markBranches(contractOf("assembly { if x { y := 1 } }"), "a.sol"), /write it as a switch/);
  });
});
