// Sends the examples of the API as the OpenAPI document shows them, with a market's own names in the place of the stand-ins.
import assert from "node:assert/strict";
import { type AnyExample, STAND_INS } from "../../protocol/api/example.ts";
import { examples } from "../../protocol/api/examples.ts";
import type { Route } from "../../protocol/api/route.ts";
import { API_PREFIX, type RouteName, routes } from "../../protocol/api/routes.ts";
import { problem } from "../../protocol/api/schemas.ts";

/** What stands in the market for each stand-in. */
export type Names = Readonly<Record<string, unknown>>;

export interface Caller {
  url: string;
  token: string;
}

export interface Sender {
  /** @returns what was answered. @throws AssertionError unless that is what the route promises, or the refusal that the example names */
  send<T>(name: RouteName, caller: Caller, bytes?: Uint8Array<ArrayBuffer>): Promise<T>;
  /** The answer as it came, whatever it is. */
  ask(name: RouteName, caller: Caller, bytes?: Uint8Array<ArrayBuffer>): Promise<Response>;
  /** Not yet sent. */
  left(): RouteName[];
}

export function createSender(names: Names): Sender {
  const left = new Set(Object.keys(routes) as RouteName[]);

  function ask(name: RouteName, { url, token }: Caller, bytes?: Uint8Array<ArrayBuffer>): Promise<Response> {
    const route: Route = routes[name];
    const { params = {}, query = {}, body }: AnyExample = filled(examples[name], names);
    const target = route.path.replace(/:(\w+)/g, (_, key: string) => params[key]!);
    const search = new URLSearchParams(query);
    return fetch(`${url}${API_PREFIX}${target}?${search}`, {
      method: route.method.toUpperCase(),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(bytes ? { "content-type": "application/octet-stream" } : {}),
      },
      body: bytes ?? (body === undefined ? null : JSON.stringify(body)),
    });
  }

  return {
    left: () => [...left],
    ask,
    async send<T>(name: RouteName, caller: Caller, bytes?: Uint8Array<ArrayBuffer>) {
      const route: Route = routes[name];
      const { refused }: AnyExample = examples[name];
      const response = await ask(name, caller, bytes);
      const answer = await read(response, route);
      left.delete(name);
      if (refused !== undefined) {
        assert.equal(problem.parse(answer).code, refused, `${name}: ${JSON.stringify(answer)}`);
        return answer as T;
      }
      assert.equal(response.status, route.status, `${name}: ${JSON.stringify(answer)}`);
      if (route.answer) route.answer.parse(answer);
      return answer as T;
    },
  };
}

async function read(response: Response, route: Route): Promise<unknown> {
  const type = response.headers.get("content-type") ?? "";
  if (/json/.test(type)) return response.json();
  if (type !== routes.events.rawAnswer) return new Uint8Array(await response.arrayBuffer());
  assert.equal(route.rawAnswer, type);
  const reader = response.body!.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return new TextDecoder().decode(value);
}

/** @throws AssertionError where the market has no name yet for what the example speaks of */
export function filled<T>(value: T, names: Names): T {
  for (const [name, standIn] of Object.entries(STAND_INS)) {
    if (JSON.stringify(value) !== JSON.stringify(standIn)) continue;
    assert.ok(name in names, `the market has no ${name} yet`);
    return names[name] as T;
  }
  if (Array.isArray(value)) return value.map((part: unknown) => filled(part, names)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, filled(part, names)])) as T;
}
