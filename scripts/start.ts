// npm start: the whole market on this machine. Chain, seller, buyer and arbitrator; kept in .souk, continued at the next start.
import path from "node:path";
import { readFlags } from "./flags.ts";
import { FIXED_PORTS, FREE_PORTS, startNetwork } from "./network/network.ts";
import { createProgress } from "./progress.ts";

const USAGE = `npm start [-- --fresh --data <folder>]

  --fresh           begin anew: what was kept is deleted
  --data <folder>   where the market is kept                    (default .souk/dev)
  --free-ports      any free ports, so that several markets can stand side by side
`;

const { values } = readFlags(USAGE, {
  options: {
    fresh: { type: "boolean", default: false },
    "free-ports": { type: "boolean", default: false },
    data: { type: "string", default: path.resolve(import.meta.dirname, "../.souk/dev") },
    help: { type: "boolean" },
  },
});

const progress = createProgress(process.stderr);
const abort = new AbortController();
let stop = async () => abort.abort();
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    progress.say("stopping");
    void stop().then(() => {
      progress.done("stopped; npm start continues from here");
      process.exit(0);
    });
  });
}

try {
  const began = performance.now();
  const network = await startNetwork({
    directory: path.resolve(values.data),
    ports: values["free-ports"] ? FREE_PORTS : FIXED_PORTS,
    fresh: values.fresh,
    supervise: true,
    onProgress: progress.say,
    signal: abort.signal,
  });
  stop = network.stop;
  const { listings } = (await network.buyer.client.node({})).counts;
  progress.done(`ready in ${((performance.now() - began) / 1_000).toFixed(1)} s`);
  process.stdout.write(`
  Souk is open: ${listings} listings, three nodes, one chain. Open a link as…

    seller      ${network.seller.link}
    buyer       ${network.buyer.link}
    arbitrator  ${network.arbitrator.link}

  Each link works once and signs that browser in; "npm start" prints new ones.
  Add a fourth node in another terminal:

    npm run node -- --local --data .souk/fourth --rpc ${network.chain.url} --join ${network.seller.multiaddrs[0]}
    npm run fund -- <its address> --rpc ${network.chain.url}     (play money for it)

  See a purchase from end to end:  npm run demo      a dispute:  npm run demo -- unhappy      a cart:  npm run demo -- cart
  The chain's time, accounts and money are a test's: the keys have a fixed, public passphrase.
  Ctrl-C stops everything; the next npm start continues; npm start -- --fresh begins anew.

`);
} catch (error) {
  if (!abort.signal.aborted) {
    progress.done("could not start");
    process.stderr.write(`\n  ${(error as Error).message}\n\n`);
    process.exit(1);
  }
}
