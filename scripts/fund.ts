// npm run fund: play money for an account of a node that joined the market of npm start.
import { DEV_CHAIN_ID } from "../protocol/deployments.ts";
import { type Address, address } from "../protocol/ids.ts";
import { fund } from "./devchain/fund.ts";
import { readFlags, refuse } from "./flags.ts";
import { createRequest } from "./network/json-rpc.ts";
import { FIXED_PORTS, POCKET } from "./network/network.ts";

const USAGE = `npm run fund -- <address> [--rpc <url>]

  Coin and test dollars on the dev chain, as the three nodes of npm start got them. "souk node" prints the address.

  --rpc <url>   the dev chain                       (default http://127.0.0.1:${FIXED_PORTS.chain})
`;

const { values, positionals } = readFlags(USAGE, {
  allowPositionals: true,
  options: { rpc: { type: "string", default: `http://127.0.0.1:${FIXED_PORTS.chain}` }, help: { type: "boolean" } },
});
const to = address.safeParse(positionals[0]);
if (!to.success || positionals.length > 1) refuse(USAGE, "expected one address: 0x and 40 hex digits");

const request = createRequest(values.rpc);

try {
  const chainId = Number(await request("eth_chainId"));
  if (chainId !== DEV_CHAIN_ID)
    throw new Error(`chain ${chainId} is not the dev chain: money there is nobody's to give`);
  const [from] = await request<Address[]>("eth_accounts");
  await fund(request, from!, to.data!, POCKET);
  process.stdout.write(`${to.data} has coin and test dollars now\n`);
} catch (error) {
  const { message } = error as Error;
  const why = message === "fetch failed" ? `no chain answers at ${values.rpc}: is npm start running?` : message;
  process.stderr.write(`\n  ${why}\n\n`);
  process.exit(1);
}
