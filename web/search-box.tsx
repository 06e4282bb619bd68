// The search box of the header: searches while you type, a moment after the last key.
import { useEffect, useRef, useState } from "react";
import { Icon } from "./design/icon.tsx";
import { go, href, type Place } from "./router.ts";

const PAUSE_MS = 220;
const MAX_LENGTH = 200;

export function SearchBox({ place }: { place: Place }) {
  const onShop = place.parts.length === 0;
  const asked = onShop ? (place.query.get("q") ?? "") : "";
  const [text, setText] = useState(asked);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const box = useRef<HTMLInputElement>(null);

  // A link or the back button changed the search: but never overwrite what is being typed.
  useEffect(() => {
    if (document.activeElement !== box.current || asked === "") setText(asked);
  }, [asked]);
  // Whoever follows a link right after typing stays where it led.
  const path = place.parts.join("/");
  useEffect(() => () => clearTimeout(timer.current), [path]);

  const search = (q: string) => {
    clearTimeout(timer.current);
    const { sort: _sort, ...filters } = onShop ? Object.fromEntries(place.query) : {};
    go(href([], { ...filters, q: q.trim() || undefined }), { replace: onShop });
  };

  return (
    <form
      className="search"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        search(text);
        // What was found comes next, and a phone's keyboard goes away.
        document.getElementById("main")?.focus({ preventScroll: true });
      }}
    >
      <Icon name="search" />
      <input
        ref={box}
        type="search"
        value={text}
        maxLength={MAX_LENGTH}
        placeholder="Search for anything"
        aria-label="Search the shop"
        autoComplete="off"
        data-testid="search"
        onChange={(event) => {
          const { value } = event.target;
          setText(value);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => search(value), PAUSE_MS);
        }}
      />
    </form>
  );
}
