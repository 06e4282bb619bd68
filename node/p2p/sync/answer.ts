// Reads one answer of a sync exchange; one that is malformed ends the exchange with the refusal it counts as.
import type { Verdict } from "../../../protocol/verdict.ts";
import type { Frames } from "../net/frames.ts";

export async function readAnswer<T>(frames: Frames, parse: (frame: Uint8Array) => Verdict<T>): Promise<T> {
  const frame = await frames.read();
  if (!frame) throw new Error("the peer closed the stream before it answered");
  const verdict = parse(frame);
  if (!verdict.ok) throw Object.assign(new Error(verdict.reason), { refusal: verdict.code });
  return verdict.value;
}
