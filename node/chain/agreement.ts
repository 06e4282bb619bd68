// The highest block that two RPCs have alike: hashes bind all that is below, so a search by halves finds it.
import type { BlockHeader, Disagreement } from "../core/ports/chain.ts";
import { type FeeHeader, contradiction } from "./answers.ts";
import type { Endpoint } from "./endpoint.ts";

interface Look {
  endpoint: Pick<Endpoint, "name" | "reader" | "failed">;
  /** Its newest block. */
  head: FeeHeader;
}

/**
 * @throws what an RPC could not answer, after telling it that it failed
 * @param top the height to begin at; both have it
 * @param lowest nothing below counts
 * @returns `block` is undefined when they have none in common; `above` is the first that differs
 */
export async function agreementOf(
  a: Look,
  b: Look,
  top: number,
  lowest: number,
  signal: AbortSignal,
): Promise<{ block: BlockHeader | undefined; above: Disagreement | null }> {
  let above: Disagreement | null = null;

  async function headerOf({ endpoint, head }: Look, number: number): Promise<BlockHeader> {
    if (head.number === number) return head;
    try {
      const found = await endpoint.reader.headerAt(number, signal);
      if (found) return found;
      throw contradiction(`${endpoint.name} has no block ${number} below its head`);
    } catch (error) {
      if (!signal.aborted) endpoint.failed(error);
      throw error;
    }
  }
  async function common(number: number): Promise<BlockHeader | undefined> {
    const [ours, theirs] = await Promise.all([headerOf(a, number), headerOf(b, number)]);
    if (ours.hash === theirs.hash) return ours;
    if (!above || number < above.block) {
      const says = (header: BlockHeader) => `block ${number} is ${header.hash}`;
      above = {
        block: number,
        answers: [
          { endpoint: a.endpoint.name, says: says(ours) },
          { endpoint: b.endpoint.name, says: says(theirs) },
        ],
      };
    }
    return undefined;
  }

  let differs = top + 1;
  let block: BlockHeader | undefined;
  for (let step = 0, number = top; !(block = await common(number)); number = Math.max(lowest, top - step)) {
    differs = number;
    if (number <= lowest) return { block: undefined, above };
    step = step * 2 + 1;
  }
  while (block.number + 1 < differs) {
    const middle = Math.floor((block.number + differs) / 2);
    const found = await common(middle);
    if (found) block = found;
    else differs = middle;
  }
  return { block, above };
}
