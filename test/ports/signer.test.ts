// The signer port: a key in the node, and an external signer over JSON-RPC, by one suite.
import { Wallet } from "ethers";
import { createLocalSigner } from "../../node/chain/local-signer.ts";
import { createRemoteSigner } from "../../node/chain/remote-signer.ts";
import { startExternalSigner } from "../support/external-signer.ts";
import { signerSuite } from "./signer-suite.ts";

signerSuite("with a key that is here", async () => ({
  signer: createLocalSigner(Wallet.createRandom().privateKey),
  close: async () => {},
}));

signerSuite("elsewhere, asked over JSON-RPC", async () => {
  const { url, address, stop } = await startExternalSigner();
  return { signer: createRemoteSigner({ url, address, stopping: new AbortController().signal }), close: stop };
});
