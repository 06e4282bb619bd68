// A buyer in a process of its own that dies at a named write of its transaction journal. Arguments: one JSON, see {@link CrashPlan}.
import type { Deployment } from "../../protocol/deployments.ts";
import { createRemoteSigner } from "../../node/chain/remote-signer.ts";
import { decodeCall } from "../../node/chain/calls.ts";
import type { EscrowCall, TransactionStatus } from "../../node/core/ports/chain.ts";
import { type Account, type PartyOptions, joinChain, reached, settled } from "./chain-parties.ts";

export interface CrashPlan {
  url: string;
  /** Of its own.db. */
  directory: string;
  account: Account;
  /** URL of the external signer that has the account's key. */
  signer?: string;
  deployment: Deployment;
  id: string;
  /** As the journal keeps it. */
  call: string;
  /** Ends once it is so far; default `mined`. */
  until?: TransactionStatus;
  patience?: PartyOptions["patience"];
  /** Dies there, as by kill -9; undefined runs to the end. */
  crash?: { moment: "before" | "after"; write: string; id: string };
}

const plan = JSON.parse(process.argv[2]!) as CrashPlan;
const { crash, url, account, deployment, directory, id, patience, until } = plan;
const external = plan.signer && {
  signer: createRemoteSigner({ url: plan.signer, address: account.address, stopping: new AbortController().signal }),
};
const party = joinChain([url], {
  account,
  ...external,
  deployment,
  directory,
  ...(patience && { patience }),
  onJournal(moment, write, entry) {
    if (crash?.moment === moment && crash.write === write && crash.id === entry) process.kill(process.pid, "SIGKILL");
  },
});
await party.model.until(() => party.model.head() !== undefined, "caught up");
await party.chain.wallet.submit(id, decodeCall(plan.call) as EscrowCall, new AbortController().signal);
await settled(party, id);
if (until) await reached(party, id, until);
await party.stop();
