// The seller's word to a review: public, beside it.
import { useState } from "react";
import type { Hex32 } from "../../../protocol/ids.ts";
import { tidy } from "../../../protocol/text.ts";
import { ask } from "../../api.ts";
import { Button } from "../../design/button.tsx";
import { TextArea } from "../../design/field.tsx";
import { Progress } from "../../design/progress.tsx";
import { useCommand } from "../../operation.ts";

const WAIT = 20;

export function ReplyForm({ order, reply, onDone }: { order: Hex32; reply: string | null; onDone: () => void }) {
  const [text, setText] = useState<string>();
  const command = useCommand();
  if (text === undefined) {
    return (
      <p>
        <Button compact icon="message" onClick={() => setText(reply ?? "")} data-testid="write-reply">
          {reply ? "Change your reply" : "Reply"}
        </Button>
      </p>
    );
  }
  const send = async () => {
    const body = { text: tidy(text) };
    if (!body.text) return;
    if (!(await command.run(() => ask((api) => api.reply({ params: { order }, body, wait: WAIT }))))) return;
    setText(undefined);
    onDone();
  };
  return (
    <form
      className="stack tight"
      data-testid="reply-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <TextArea
        label="Your reply"
        hint="Everybody can read it beside the review. The latest one is shown; it changes no rating."
        value={text}
        maxLength={2_000}
        rows={3}
        onValue={setText}
        data-testid="reply-text"
      />
      <Progress command={command} />
      <div className="row">
        <Button type="submit" kind="primary" busy={command.busy} disabled={!tidy(text)} data-testid="send-reply">
          Sign and publish it
        </Button>
        <Button kind="quiet" onClick={() => setText(undefined)}>
          Not now
        </Button>
      </div>
    </form>
  );
}
