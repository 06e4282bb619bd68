// Whom the user follows: the button on a person's page, and the list of all.
import { useState } from "react";
import type { Address } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { useDeed } from "../../deed.ts";
import { Button } from "../../design/button.tsx";
import { TextField } from "../../design/field.tsx";
import { TroubleNotice } from "../../design/notice.tsx";
import { Party } from "../../design/party.tsx";
import { useQuery } from "../../query.ts";

const MEANING = "Your node keeps their whole journal, however full it is, and passes it on to others.";

const useFollowing = () =>
  useQuery("following", (signal) => ask((api) => api.following({ signal })), ["following.", "profile."]);

/** Follows or unfollows, one thing at a time. */
function useFollow() {
  const { busy, trouble, run } = useDeed();
  const set = async (owner: string, followed: boolean): Promise<boolean> => {
    const params = { owner: owner as Address };
    const deed = () => ask<unknown>((api) => (followed ? api.follow({ params }) : api.unfollow({ params })));
    return (await run(deed)) !== undefined;
  };
  return { busy, trouble, set };
}

/** @param plain where something else is what people come for */
export function FollowButton({ owner, plain = false }: { owner: string; plain?: boolean }) {
  const { data } = useFollowing();
  const { busy, trouble, set } = useFollow();
  if (!data) return null;
  const isFollowed = data.some((one) => one.owner === owner);
  return (
    <div className="stack tight" data-testid="follow">
      <p>
        <Button
          compact
          kind={isFollowed ? "quiet" : plain ? "plain" : "primary"}
          icon={isFollowed ? "check" : "plus"}
          busy={busy}
          aria-pressed={isFollowed}
          onClick={() => void set(owner, !isFollowed)}
        >
          {isFollowed ? "Following" : "Follow"}
        </Button>
      </p>
      <p className="muted small">{MEANING}</p>
      {trouble && <TroubleNotice trouble={trouble} />}
    </div>
  );
}

const ADDRESS = /^0x[0-9a-f]{40}$/;

export function Following({ mode }: { mode: "all" | "followed" }) {
  const { data } = useFollowing();
  const { busy, trouble, set } = useFollow();
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string>();
  const add = async () => {
    const owner = text.trim().toLowerCase();
    const fault = ADDRESS.test(owner) ? undefined : "An account's address: 0x and 40 letters or digits.";
    setWrong(fault);
    if (!fault && (await set(owner, true))) setText("");
  };
  return (
    <section className="card stack" aria-labelledby="following" data-testid="following">
      <h2 id="following">Followed</h2>
      <p className="muted small">
        {MEANING}{" "}
        {mode === "followed" && "Your node keeps nothing else than these and whom you trade with (--hold followed)."}
      </p>
      {data?.length === 0 && <p className="muted">Nobody yet.</p>}
      <ul className="stack tight">
        {data?.map(({ owner, name, sequence }) => (
          <li key={owner} className="row between">
            <Party address={owner} name={name} />
            <span className="row">
              <span className="muted small number">
                {sequence === 0 ? "nothing has come yet" : `${sequence} entries here`}
              </span>
              <Button compact kind="quiet" busy={busy} onClick={() => void set(owner, false)}>
                Unfollow
              </Button>
            </span>
          </li>
        ))}
      </ul>
      <form
        className="row ends"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <TextField label="Follow an account" placeholder="0x…" value={text} onValue={setText} wrong={wrong} />
        <Button type="submit" busy={busy}>
          Follow
        </Button>
      </form>
      {trouble && <TroubleNotice trouble={trouble} />}
    </section>
  );
}
