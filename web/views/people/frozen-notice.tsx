// Says that a seller signed two different histories, so that what is shown ends before them.
import type { ProfileDetail } from "../../../protocol/api/schemas.ts";
import { Notice } from "../../design/notice.tsx";
import { absoluteText } from "../../design/time.tsx";

export function FrozenNotice({ frozen }: { frozen: ProfileDetail["frozen"] }) {
  if (!frozen) return null;
  return (
    <Notice tone="warn" title="This seller signed two histories" data-testid="frozen">
      <p>
        What you see is the state before that. Your node has the proof since {absoluteText(new Date(frozen.since))}, and
        shows nothing newer until the seller starts over from one of the two.
      </p>
    </Notice>
  );
}
