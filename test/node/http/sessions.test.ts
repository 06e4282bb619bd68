// A link's code opens one session, once, within a day.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createSessions } from "../../../node/http/sessions.ts";
import { ApiProblem } from "../../../client/call.ts";
import { createClient } from "../../../client/client.ts";
import { issueLink, openSession } from "../../../client/session.ts";
import { TOKEN, startHttpNode } from "../../support/http-node.ts";

const DAY_MS = 86_400_000;

describe("sessions", () => {
  it("a code works once", () => {
    const sessions = createSessions();
    const { code } = sessions.issueCode();
    const session = sessions.open(code);
    assert.ok(session && sessions.isOpen(session));
    assert.equal(sessions.open(code), undefined);
    assert.ok(sessions.isOpen(session), "the session lives on");
    assert.ok(!sessions.isOpen(code));
  });

  it("a code lives a day, and codes and sessions are bounded in number", () => {
    let now = 0;
    const sessions = createSessions(() => now);
    const { code: late, expiresAt } = sessions.issueCode();
    const { code: intime } = sessions.issueCode();
    assert.equal(expiresAt.getTime(), DAY_MS);
    now = DAY_MS - 1;
    assert.ok(sessions.open(intime));
    now = DAY_MS;
    assert.equal(sessions.open(late), undefined);
    const { code: oldest } = sessions.issueCode();
    for (let i = 0; i < 256; i++) sessions.issueCode();
    assert.equal(sessions.open(oldest), undefined);
    const first = sessions.open(sessions.issueCode().code)!;
    for (let i = 0; i < 256; i++) sessions.open(sessions.issueCode().code);
    assert.ok(!sessions.isOpen(first));
  });

  it("codes and sessions are not guessable", () => {
    const sessions = createSessions();
    const codes = new Set(Array.from({ length: 100 }, () => sessions.issueCode().code));
    assert.equal(codes.size, 100);
    for (const code of codes) assert.equal(Buffer.from(code, "base64url").length, 32);
  });

  it("the page exchanges its code for a cookie that scripts and other sites cannot use", async () => {
    await using node = await startHttpNode();
    let cookie = "";
    const keep: typeof fetch = async (...input) => {
      const response = await fetch(...input);
      cookie = response.headers.get("set-cookie") ?? cookie;
      return response;
    };
    const connection = { baseUrl: node.url, fetch: keep };
    const { code, link } = await issueLink({ baseUrl: node.url, token: TOKEN });
    assert.equal(link, `${node.url}/#code=${code}`);
    await openSession(connection, code);
    assert.match(cookie, new RegExp(`^souk-${node.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`));
    await assert.rejects(openSession(connection, code), (error: unknown) => {
      assert.ok(error instanceof ApiProblem);
      assert.equal(error.code, "auth.wrong");
      return true;
    });
    const withCookie: typeof fetch = (url, init) => {
      const headers = new Headers(init?.headers);
      headers.set("cookie", cookie.split(";")[0]!);
      return fetch(url, { ...init, headers });
    };
    const page = createClient({ baseUrl: node.url, fetch: withCookie });
    assert.equal((await page.node()).peerId, "peer");
    await assert.rejects(createClient({ baseUrl: node.url }).node(), { name: "ApiProblem" });
  });

  it("the page alone reveals nothing", async () => {
    await using node = await startHttpNode();
    const code = node.issueCode();
    const page = await (await fetch(node.url)).text();
    for (const secret of [TOKEN, code]) assert.ok(!page.includes(secret));
  });
});
