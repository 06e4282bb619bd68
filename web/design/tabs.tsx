// Links between the parts of one screen.
import { useCallback } from "react";

export function Tabs({ label, tabs }: { label: string; tabs: { name: string; to: string; current: boolean }[] }) {
  const current = tabs.find((tab) => tab.current)?.to;
  // Beside the edge of a phone the current one would not be seen.
  const row = useCallback(
    (nav: HTMLElement | null) =>
      nav?.querySelector(`[href="${current}"]`)?.scrollIntoView({ block: "nearest", inline: "center" }),
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
