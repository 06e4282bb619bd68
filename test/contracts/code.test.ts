// The escrow's code: nothing that could change it or give anybody power over it (I10), and room under the size limit.
import { expect } from "chai";
import { createStage } from "./support/trade.ts";

const { load, ethers, connection } = await createStage();
const FORBIDDEN = { 0xf2: "CALLCODE", 0xf4: "DELEGATECALL", 0xff: "SELFDESTRUCT", 0xf0: "CREATE", 0xf5: "CREATE2" };
const MAX_BYTES = 24_576; // EIP-170

/** Opcodes in order, without the data of PUSH1 … PUSH32 and without the compiler's CBOR at the end. */
function* disassemble(code: Uint8Array): Generator<number> {
  const metadata = 2 + code[code.length - 2]! * 256 + code[code.length - 1]!;
  for (let i = 0; i < code.length - metadata; i++) {
    yield code[i]!;
    if (code[i]! >= 0x60 && code[i]! <= 0x7f) i += code[i]! - 0x5f;
  }
}

describe("the escrow's code (I10)", () => {
  it("should hold no DELEGATECALL, CALLCODE, SELFDESTRUCT or CREATE", async () => {
    const { escrow } = await load();
    const code = ethers.getBytes(await ethers.provider.getCode(escrow));
    const found = [...disassemble(code)].map((op) => FORBIDDEN[op as keyof typeof FORBIDDEN]).filter(Boolean);
    expect(found).to.deep.equal([]);
  });

  it("should find one where there is one", () => {
    // PUSH1 f4, DELEGATECALL, then two bytes of empty metadata
    expect([...disassemble(new Uint8Array([0x60, 0xf4, 0xf4, 0, 0]))]).to.deep.equal([0x60, 0xf4]);
  });

  it("should start with empty storage: there is no owner to set", async () => {
    const { escrow } = await load();
    const trace = (await connection.provider.request({
      method: "debug_traceTransaction",
      params: [escrow.deploymentTransaction()!.hash],
    })) as { structLogs: { op: string }[] };
    expect(trace.structLogs.filter(({ op }) => op === "SSTORE" || op === "CALLER")).to.deep.equal([]);
  });

  it("should have no function that only one account of the world may call", async () => {
    const { escrow } = await load();
    const names = escrow.interface.fragments.flatMap((part) =>
      part.type === "function" ? [(part as never)["name"]] : [],
    );
    expect(names.toSorted()).to.deep.equal([
      "cancel",
      "catalogueDigest",
      "claim",
      "confirm",
      "confirmBySignature",
      "confirmMany",
      "credit",
      "dispute",
      "eip712Domain",
      "expire",
      "extend",
      "floor",
      "offerDigest",
      "open",
      "openMany",
      "openWithAuthorization",
      "openWithPermit",
      "openWithPermit2",
      "orderId",
      "pass",
      "raiseFloor",
      "releaseDigest",
      "retire",
      "rule",
      "settle",
      "settleMany",
      "settlementDigest",
      "ship",
      "state",
      "stock",
      "submitEvidence",
      "withdraw",
    ]);
  });

  it("should leave room under the limit of EIP-170", async () => {
    const { escrow } = await load();
    expect(ethers.dataLength(await ethers.provider.getCode(escrow))).to.be.below(MAX_BYTES);
  });
});
