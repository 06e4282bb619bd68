// What goes into which parcel, to be printed: one parcel a sheet, with its address.
import type { PackingList as PackingListView } from "../../../protocol/api/sales-schemas.ts";
import type { Hex32 } from "../../../protocol/ids.ts";
import { ask } from "../../api.ts";
import { Empty, Skeleton, TroubleNotice } from "../../design/notice.tsx";
import { Paper, Sheet } from "../../design/paper.tsx";
import { shortAddress } from "../../design/party.tsx";
import { absoluteText } from "../../design/time.tsx";
import { useQuery } from "../../query.ts";
import { href } from "../../router.ts";
import { useTitle } from "../../title.ts";
import { AddressLabel } from "../address/address-label.tsx";

export function PackingList({ query }: { query: URLSearchParams }) {
  const orders = query.get("orders") as Hex32 | null;
  const { data, trouble, reload } = useQuery(
    `packing list ${orders ?? ""}`,
    (signal) => ask((api) => api.packingList({ query: orders ? { orders } : {}, signal })),
    ["order.", "message."],
  );
  useTitle("Packing list");
  return (
    <Paper title="Packing list" back={href(["orders", "to-ship"])}>
      {trouble && <TroubleNotice trouble={trouble} onRetry={reload} />}
      {!data && !trouble && <Skeleton height={220} count={2} />}
      {data?.parcels.length === 0 && (
        <Empty icon="truck" title="Nothing to pack">
          <p>Orders that are to be shipped appear here.</p>
        </Empty>
      )}
      {data?.parcels.map((parcel, index) => (
        <Parcel key={parcel.lines[0]!.order} {...{ parcel, index }} list={data} />
      ))}
    </Paper>
  );
}

function Parcel({
  list: { seller, at, parcels },
  parcel,
  index,
}: {
  list: PackingListView;
  parcel: PackingListView["parcels"][number];
  index: number;
}) {
  const to = parcel.buyerName ?? shortAddress(parcel.buyer);
  return (
    <Sheet label={`Parcel for ${to}`}>
      <header className="row between">
        <h2>
          Parcel {index + 1} of {parcels.length}
        </h2>
        <p className="strong">Ship by {absoluteText(new Date(parcel.shipBy))}</p>
      </header>
      <div className="parties">
        <div>
          <p className="muted small">To</p>
          {parcel.address ? (
            <AddressLabel address={parcel.address} />
          ) : (
            <p>{to}: the address has not arrived yet. Print this again once the buyer&apos;s node was online.</p>
          )}
        </div>
        <div>
          <p className="muted small">From</p>
          <p className="strong">{seller.name ?? shortAddress(seller.address)}</p>
        </div>
      </div>
      {parcel.address?.note && <p className="statement">{parcel.address.note}</p>}
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span className="hidden">Packed</span>
            </th>
            <th scope="col">Units</th>
            <th scope="col">What</th>
            <th scope="col">Order</th>
          </tr>
        </thead>
        <tbody>
          {parcel.lines.map(({ order, title, variant, units }) => (
            <tr key={order}>
              <td className="box" />
              <td className="number strong">{units}</td>
              <td>
                {title}
                {variant && `, ${variant}`}
              </td>
              <td>
                <code>{order.slice(0, 10)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted small">As of {absoluteText(new Date(at))}, by the chain&apos;s clock.</p>
    </Sheet>
  );
}
