// Bytes of each connection, both ways, with everything that libp2p adds: counted where libp2p lets metrics look.
import type { MultiaddrConnection, Stream, StreamMessageEvent } from "@libp2p/interface";
import { prometheusMetrics } from "@libp2p/prometheus-metrics";
import { Registry } from "prom-client";

export interface Traffic {
  bytesIn: number;
  bytesOut: number;
  /** Unix milliseconds of the newest byte from there. */
  heardAt: number;
}

export type TrafficCounter = ReturnType<typeof createTraffic>;

/**
 * @param registry takes libp2p's own metrics; they go nowhere when left out
 * @param onStream sees each stream once its protocol is known
 * @param onConnection sees each connection before anything is sent
 */
export function createTraffic(
  registry = new Registry(),
  onStream: (stream: Stream) => void = () => {},
  onConnection: (connection: MultiaddrConnection) => void = () => {},
) {
  const open = new Map<string, Traffic>();
  const libp2pMetrics = prometheusMetrics({ registry, collectDefaultMetrics: false });

  /** A `message` listener would take what is buffered before its reader is there; so what is dispatched is looked at. */
  function track(connection: MultiaddrConnection): void {
    const key = keyOf(connection.remoteAddr.toString());
    const traffic: Traffic = { bytesIn: 0, bytesOut: 0, heardAt: Date.now() };
    open.set(key, traffic);
    const dispatch = connection.dispatchEvent.bind(connection);
    connection.dispatchEvent = (event: Event) => {
      if (event.type === "message") {
        traffic.bytesIn += (event as unknown as StreamMessageEvent).data.byteLength;
        traffic.heardAt = Date.now();
      }
      return dispatch(event);
    };
    const send = connection.send.bind(connection);
    connection.send = (data) => {
      traffic.bytesOut += data.byteLength;
      return send(data);
    };
    connection.addEventListener("close", () => {
      if (open.get(key) === traffic) open.delete(key);
    });
  }

  return {
    /** For libp2p's `metrics`. */
    metrics(components: Parameters<typeof libp2pMetrics>[0]) {
      const metrics = libp2pMetrics(components);
      const trackStream = metrics.trackProtocolStream.bind(metrics);
      metrics.trackProtocolStream = (stream) => {
        onStream(stream);
        trackStream(stream);
      };
      const trackForPrometheus = metrics.trackMultiaddrConnection.bind(metrics);
      metrics.trackMultiaddrConnection = (connection) => {
        track(connection);
        onConnection(connection);
        trackForPrometheus(connection);
      };
      return metrics;
    },

    /** Of an open connection, by its remote address. */
    of: (remote: string): Traffic | undefined => open.get(keyOf(remote)),
  };
}

/** libp2p adds the peer's id once it is proven; behind a relay it tells connections apart. */
const keyOf = (remote: string): string =>
  remote.includes("/p2p-circuit") ? remote : remote.replace(/\/p2p\/\w+$/, "");
