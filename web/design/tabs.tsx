// Links between the parts of one screen.
import { useCallback } from "react";
import { centre } from "./centre.ts";

export function Tabs({ label, tabs }: { label: string; tabs: { name: string; to: string; current: boolean }[] }) {
  const current = tabs.find((tab) => tab.current)?.to;
  const row = useCallback(
    (nav: HTMLElement | null) => {
      const link = nav?.querySelector<HTMLElement>(`[href="${current}"]`);
      if (nav && link) centre(nav, link);
    },
    [current],
  );
  return (
    <nav ref={row} className="tabs scroll-x" aria-label={label}>
      {tabs.map(({ name, to, current: isCurrent }) => (
        <a key={to} href={to} aria-current={isCurrent ? "page" : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}
