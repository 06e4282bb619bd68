// A dev chain in a process of its own, so that a test can kill it. Arguments: log file, port. Prints its URL.
import { startDevChain } from "../../scripts/devchain.ts";

const { url } = await startDevChain({ logFile: process.argv[2]!, port: Number(process.argv[3] ?? 0) });
process.stdout.write(`${url}\n`);
