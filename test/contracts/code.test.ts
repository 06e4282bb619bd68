// The escrow's code: nothing that could change it or give anybody power over it (I10), and room under the size limit.
import { expect } from "chai";
import { MAX_BYTES, disassemble, forbiddenIn } from "./support/code.ts";
import { createStage } from "./support/trade.ts";

const { load, ethers, connection } = await createStage();

describe("the escrow's code (I10)", () => {
  it("should hold no DELEGATECALL, CALLCODE, SELFDESTRUCT or CREATE", async () => {
    const { escrow } = await load();
    const code = ethers.getBytes(await ethers.provider.getCode(escrow));
    expect(forbiddenIn(code)).to.deep.equal([]);
  });

  it("should find one where there is one", () => {
    // PUSH1 f4, DELEGATECALL, then two bytes of empty metadata
    const code = new Uint8Array([0x60, 0xf4, 0xf4, 0, 0]);
    expect([...disassemble(code)]).to.deep.equal([0x60, 0xf4]);
    expect(forbiddenIn(code)).to.deep.equal(["DELEGATECALL"]);
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
