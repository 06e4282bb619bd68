// npm run demo [-- unhappy | cart]: a purchase from end to end over the nodes' HTTP APIs alone; every claim is proved, or the demo fails.
import { playCart } from "./demo/cart.ts";
import { playHappy } from "./demo/happy.ts";
import { createNarrator } from "./demo/narrator.ts";
import { openStage } from "./demo/stage.ts";
import { playUnhappy } from "./demo/unhappy.ts";

const PLAYS = { happy: playHappy, unhappy: playUnhappy, cart: playCart };
const name = process.argv[2] ?? "happy";
if (!Object.hasOwn(PLAYS, name)) {
  process.stderr.write(`There is no demo "${name}": use happy, unhappy or cart.\n`);
  process.exit(2);
}

const stage = await openStage((what) => process.stdout.write(`${what}\n`));
try {
  const tell = createNarrator(process.stdout);
  await PLAYS[name as keyof typeof PLAYS](stage, tell);
  tell.end();
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`\n    ✗ ${(error as Error).message}\n`);
} finally {
  await stage.close();
}
