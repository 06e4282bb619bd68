// Line icons, 24 × 24, drawn by hand; decoration only, so hidden from screen readers.
const PATHS = {
  filter:
    "M4 7h9m4 0h3M4 17h3m4 0h9M15 9.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5ZM9 19.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z",
  search: "M10.500 4a6.500 6.500 0 1 1 0 13 6.500 6.500 0 0 1 0-13Zm4.700 11.200L20 20",
  cart: "M3 4h2.500l2.300 11h9.700L20 8H6.500M9 20.500a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3Zm8 0a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3Z",
  bag: "M5 8h14l1 12H4L5 8Zm4 0V7a3 3 0 0 1 6 0v1",
  box: "M4 8l8-4 8 4v8l-8 4-8-4V8Zm0 0 8 4 8-4M12 12v8",
  truck: "M3 6h11v10H3V6Zm11 4h4l3 3v3h-7v-6ZM7 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4Zm10 0a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  shield: "M12 3l8 3v6c0 4.500-3.200 7.700-8 9-4.800-1.300-8-4.500-8-9V6l8-3Zm-3.500 9 2.500 2.500 4.500-5",
  scale: "M12 4v16M7 20h10M5 7h14M5 7l-3 7a3 3 0 0 0 6 0L5 7Zm14 0-3 7a3 3 0 0 0 6 0l-3-7Z",
  store:
    "M4 9.500 5.500 4h13L20 9.500a2.700 2.700 0 0 1-5.300 0 2.700 2.700 0 0 1-5.400 0 2.700 2.700 0 0 1-5.300 0ZM6 12.500V20h12v-7.500",
  network:
    "M12 9a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM5 21a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm14 0a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM10.500 8.600 6.500 15.400M13.500 8.600l4 6.800M8 18h8",
  check: "M5 12.500 10 17.500 19.500 7",
  close: "M6 6l12 12M18 6 6 18",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  alert: "M12 4 2.500 20h19L12 4Zm0 6v4.500m0 2.800v.2",
  info: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Zm0 8v5.500m0-9v.2",
  clock: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18Zm0 4.500V12l3 2",
  lock: "M6 11h12v9H6v-9Zm2.500 0V8a3.500 3.500 0 0 1 7 0v3",
  picture: "M4 5h16v14H4V5Zm0 11 5-5 4 4 2.500-2.500L20 17M15.500 9.500h.2",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.500 8.500c.6-4 3.500-6 7.500-6s6.900 2 7.500 6",
  copy: "M9 9h11v11H9V9Zm-3 6H4V4h11v2",
  refund: "M4 9h11a5 5 0 0 1 0 10H9M4 9l4-4M4 9l4 4",
  coins: "M9 12a5 5 0 1 0 0-10 5 5 0 0 0 0 10Zm5.500-6A6 6 0 1 1 9 15.500",
  plug: "M9 3v5m6-5v5M6 8h12v3a6 6 0 0 1-12 0V8Zm6 9v4",
  message: "M4 5h16v11H10l-5 4v-4H4V5Z",
  star: "M12 3.500l2.600 5.400 5.900.800-4.300 4.100 1 5.900-5.200-2.800-5.200 2.800 1-5.900L3.500 9.700l5.900-.800L12 3.500Z",
  pencil: "M4 20l1-4L16 5l3 3L8 19l-4 1Z",
  print: "M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7Z",
  pause: "M8 5v14M16 5v14",
  play: "M7 5l12 7-12 7V5Z",
  download: "M12 4v11M7 10.500l5 5 5-5M4 20h16",
  trash: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 20, filled = false }: { name: IconName; size?: number; filled?: boolean }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill={filled ? "currentColor" : "none"}
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
