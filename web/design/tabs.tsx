// Links between the parts of one screen.
export function Tabs({ label, tabs }: { label: string; tabs: { name: string; to: string; current: boolean }[] }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ name, to, current }) => (
        <a key={to} href={to} aria-current={current ? "page" : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}
