// Finds orders of a list by what the node looks at: the listing's title, a party's name, the beginning of the order's id.
import { useEffect, useRef, useState } from "react";
import { TextField } from "../../design/field.tsx";

const PAUSE_MS = 250;

/** @param onSearch a moment after the last key */
export function OrderSearch({ onSearch }: { onSearch: (q: string) => void }) {
  const [text, setText] = useState("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <TextField
      label="Search these orders"
      hint="Part of a title or of a name, or the beginning of an order's number"
      type="search"
      maxLength={100}
      value={text}
      onValue={(value) => {
        setText(value);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onSearch(value.trim()), PAUSE_MS);
      }}
      data-testid="search-orders"
    />
  );
}
