// The frame of every screen: header, navigation, banners, and the view that the address names.
import { type ReactElement, Suspense, useEffect } from "react";
import { cart } from "./cart.ts";
import { Icon, type IconName } from "./design/icon.tsx";
import { Skeleton } from "./design/notice.tsx";
import { Fault } from "./fault.tsx";
import { useFocusAfter } from "./focus.ts";
import { follow } from "./live.ts";
import { useNodeRefresh } from "./node.ts";
import { href, type Place, usePlace } from "./router.ts";
import {
  Buy,
  Cart,
  EditListing,
  EditProfile,
  EditShippingProfile,
  Listing,
  Network,
  Order,
  Orders,
  PackingList,
  Person,
  Receipt,
  Sell,
  Settings,
  readScreens,
} from "./screens.ts";
import { SearchBox } from "./search-box.tsx";
import { session } from "./session.ts";
import { Banners, StatusPill } from "./status.tsx";
import { type Turns, allOf, turnsText, useTurns, useTurnsRefresh } from "./views/order/turns.ts";
import { Browse } from "./views/browse/browse.tsx";
import { NotFound } from "./views/not-found.tsx";
import { SignedOut } from "./views/signed-out.tsx";

const NAVIGATION: { name: string; icon: IconName; part: string; also: string[] }[] = [
  { name: "Shop", icon: "bag", part: "", also: ["listing", "buy", "people"] },
  { name: "Cart", icon: "cart", part: "cart", also: [] },
  { name: "Orders", icon: "box", part: "orders", also: ["order", "packing-list", "receipt"] },
  { name: "Sell", icon: "store", part: "sell", also: ["profile"] },
  { name: "Network", icon: "network", part: "network", also: [] },
];

/** The first screen comes first. */
const READ_AHEAD_MS = 2_000;

export function App() {
  const state = session.use();
  if (state === "lost") return <SignedOut />;
  return state === "open" ? <Frame /> : null;
}

function Frame() {
  useNodeRefresh();
  useTurnsRefresh();
  useEffect(() => {
    const ending = new AbortController();
    void follow(ending.signal);
    const reading = setTimeout(readScreens, READ_AHEAD_MS);
    return () => {
      ending.abort();
      clearTimeout(reading);
    };
  }, []);
  const place = usePlace();
  const path = place.parts.join("/");
  const main = useFocusAfter<HTMLElement>(path);

  return (
    <>
      <a className="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        Skip to the content
      </a>
      <header className="top">
        <div className="top-inner">
          <a className="brand" href="#/" aria-label="Souk, to the shop">
            <img src="/favicon.svg" alt="" width={34} height={34} />
            <span>Souk</span>
          </a>
          <SearchBox place={place} />
          <Navigation current={place.parts[0] ?? ""} />
          <StatusPill />
        </div>
      </header>
      <Banners />
      <main ref={main} id="main" tabIndex={-1}>
        <Fault key={path}>
          <Suspense fallback={<Waiting />}>{viewOf(place)}</Suspense>
        </Fault>
      </main>
    </>
  );
}

const Waiting = () => (
  <div className="page stack">
    <Skeleton height={160} count={3} />
  </div>
);

function Navigation({ current }: { current: string }) {
  const waiting = cart.use().length;
  const turns = useTurns();
  return (
    <nav className="sections" aria-label="Sections">
      {NAVIGATION.map(({ name, icon, part, also }) => (
        <a
          key={part}
          href={href(part ? [part] : [])}
          aria-current={current === part || also.includes(current) ? "page" : undefined}
          data-testid={`nav-${name.toLowerCase()}`}
        >
          <Icon name={icon} size={22} />
          {name}
          {part === "cart" && waiting > 0 && (
            <span className="count" aria-label={`${waiting} articles`} data-testid="cart-count">
              {waiting}
            </span>
          )}
          {part === "orders" && turns && <TurnsCount turns={allOf(turns)} />}
        </a>
      ))}
    </nav>
  );
}

function TurnsCount({ turns }: { turns: Turns }) {
  if (turns.count === 0) return null;
  const text = turnsText(turns);
  return (
    <span
      className="count"
      aria-label={`${text} ${text === "1" ? "waits" : "wait"} for you`}
      data-testid="orders-count"
    >
      {text}
    </span>
  );
}

function viewOf({ parts, query }: Place): ReactElement {
  const [noun, first, second] = parts;
  if (noun === undefined) return <Browse query={query} />;
  if (noun === "listing" && first && second) return <Listing key={first + second} seller={first} id={second} />;
  if (noun === "buy" && first && second) return <Buy key={first + second} seller={first} id={second} query={query} />;
  if (noun === "cart") return <Cart />;
  if (noun === "people" && first) return <Person key={first} owner={first} />;
  if (noun === "orders") return <Orders tab={first} />;
  if (noun === "order" && first) return <Order key={first} id={first} />;
  if (noun === "packing-list") return <PackingList query={query} />;
  if (noun === "receipt" && first) return <Receipt key={first} id={first} />;
  if (noun === "sell" && first === "shipping" && second) return <EditShippingProfile key={second} id={second} />;
  if (noun === "sell" && (first === undefined || first === "shipping" || first === "import"))
    return <Sell tab={first ?? ""} />;
  if (noun === "sell") return <EditListing key={second} id={first === "edit" ? second : undefined} />;
  if (noun === "profile") return <EditProfile />;
  if (noun === "settings") return <Settings />;
  if (noun === "network") return <Network />;
  return <NotFound />;
}
