// What reaches the terminal: harmless, aligned, cut to its width, and times as a person says them.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createProgress } from "../../cli/progress.ts";
import { coloured, plain, styleFor } from "../../cli/terminal/style.ts";
import { record, table } from "../../cli/terminal/table.ts";
import { cut, padded, printable, printableJson, printableLines, shortened, widthOf } from "../../cli/terminal/text.ts";
import { durationText, localText, relativeText, timeText } from "../../cli/terminal/time.ts";

describe("text of strangers", () => {
  it("cannot move the cursor, break a line or turn the direction", () => {
    assert.equal(printable("a\u001b[2Jb\nc\rd\u009be\u202ef\u2066g\u0000"), "a·[2Jb·c·d·e·f·g·");
    assert.equal(printableLines("a\nb\u001b[1A\r\nc"), "a\nb·[1A·\nc");
    assert.equal(printable("Ægir, 灯, 👩‍👩‍👧, café"), "Ægir, 灯, 👩‍👩‍👧, café");
  });

  it("in JSON is the same document, and as harmless", () => {
    const document = { a: "\u001b[2J\u009b\u202e\u007f\n", b: "café 灯" };
    const text = printableJson(document, 2);
    assert.deepEqual(JSON.parse(text), document);
    assert.equal(text, '{\n  "a": "\\u001b[2J\\u009b\\u202e\\u007f\\n",\n  "b": "café 灯"\n}');
  });

  it("is measured in columns and cut between characters", () => {
    assert.equal(widthOf("lamp"), 4);
    assert.equal(widthOf("灯具"), 4);
    assert.equal(widthOf("cafe\u0301"), 4);
    assert.equal(widthOf("👩‍👩‍👧"), 2);
    assert.equal(cut("desk lamp", 6), "desk …");
    assert.equal(cut("灯灯灯", 4), "灯…");
    assert.equal(cut("lamp", 4), "lamp");
    assert.equal(padded("灯", 4), "灯  ");
    assert.equal(padded("7", 3, true), "  7");
  });

  it("shortens ids, and nothing else", () => {
    assert.equal(shortened(`0x12ab${"0".repeat(32)}cdef`), "0x12ab…cdef");
    assert.equal(shortened(`0x12345678${"0".repeat(56)}`), "0x12345678…");
    assert.equal(shortened("bafyabc"), "bafyabc");
  });
});

describe("tables", () => {
  interface Row {
    name: string;
    note: string;
    count: number;
  }
  const rows: Row[] = [
    { name: "lamp", note: "a rather long note about it", count: 7 },
    { name: "灯\u001b[31m", note: "", count: 12 },
  ];
  const shown = (width: number, style = plain) =>
    table<Row>(
      [
        { title: "name", cell: ({ name }) => name },
        { title: "n", cell: ({ count }) => String(count), right: true },
        { title: "note", cell: ({ note }) => note, shrinks: true, tone: () => "good" },
      ],
      rows,
      { width, style },
    );

  it("align their columns", () => {
    assert.deepEqual(shown(Infinity).split("\n"), [
      "name      n  note",
      "lamp      7  a rather long note about it",
      "灯·[31m  12",
    ]);
  });

  it("fit the terminal, as far as columns may shrink", () => {
    assert.deepEqual(shown(24).split("\n").map(widthOf), [17, 24, 11]);
    assert.ok(shown(24).includes("a rather l…"));
    assert.ok(shown(3).includes("a rathe…"));
  });

  it("have colours only where there is a terminal that shows them", () => {
    assert.equal(styleFor({ isTTY: true }, true), coloured);
    assert.equal(styleFor({ isTTY: true }, false), plain);
    assert.equal(styleFor({}, true), plain);
    assert.ok(shown(Infinity, coloured).includes("\u001b[32ma rather long note about it\u001b[39m"));
    assert.ok(!shown(Infinity).includes("\u001b"));
  });

  it("records keep what has several lines in its column", () => {
    assert.equal(
      record(
        [
          ["a", "1"],
          ["long", "2\n3"],
          ["left", undefined],
        ],
        { width: 80, style: plain },
      ),
      "a     1\nlong  2\n      3",
    );
  });
});

describe("times", () => {
  const now = new Date("2026-11-25T12:00:00Z");
  it("are of this place and relative", () => {
    assert.match(localText("2026-11-25T12:00:00Z"), /^2026-11-2[456] \d\d:\d\d$/);
    assert.equal(relativeText("2026-11-28T12:00:01Z", now), "in 3 days");
    assert.equal(relativeText("2026-11-25T09:59:00Z", now), "2 hours ago");
    assert.equal(relativeText("2026-11-25T12:00:03Z", now), "now");
    assert.equal(relativeText("2026-11-25T11:59:30Z", now), "30 seconds ago");
    assert.equal(timeText("2026-11-28T12:00:00Z", now), `${localText("2026-11-28T12:00:00Z")} (in 3 days)`);
  });
  it("durations are said in the largest unit that fits", () => {
    assert.equal(durationText(5 * 86_400), "5 days");
    assert.equal(durationText(36 * 3_600), "36 hours");
    assert.equal(durationText(3_600), "1 hour");
    assert.equal(durationText(61), "61 seconds");
  });
});

describe("progress", () => {
  const played = (isTTY: boolean) => {
    let out = "";
    {
      using progress = createProgress({ write: (chunk) => void (out += chunk), isTTY, columns: 20 });
      progress.step("waiting for a long while");
      progress.step("waiting for a long while");
    }
    return out;
  };
  it("is a line a step where there is no terminal", () => {
    assert.equal(played(false), "waiting for a long while\n");
  });
  it("says there of what is counted only now and then, and of each other step", () => {
    let out = "";
    const progress = createProgress({ write: (chunk) => void (out += chunk) });
    for (let done = 1; done <= 300; done++) progress.step(`pictures ${done}/300`);
    for (const bar of ["█░", "██"]) progress.step(`import: checking ${bar} 3/4`);
    progress.step("ship: accepted as operation 1c4dba19-214f-4a35-871f-6b62a7f7c91c, waiting until it is done");
    progress.step("ship: accepted as operation 2c4dba19-214f-4a35-871f-6b62a7f7c91c, waiting until it is done");
    const lines = out.trim().split("\n");
    const counted = ["pictures 1/300", "pictures 300/300", "import: checking █░ 3/4", "import: checking ██ 3/4"];
    assert.deepEqual([lines.length, ...lines.slice(0, 4)], [6, ...counted]);
  });
  it("is one line on a terminal, cut to it and cleared at the end", () => {
    assert.equal(played(true), "\r\u001b[2K⠋ waiting for a lo…\r\u001b[2K");
  });
});
