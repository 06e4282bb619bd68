// The table of commands: every route has one, and no two mean the same.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readArguments } from "../../cli/arguments.ts";
import { commands, titleOf } from "../../cli/commands.ts";
import { helpOf } from "../../cli/help.ts";
import { EVERYWHERE } from "../../cli/settings.ts";
import { flagsOf, specs, verbsOf } from "../../cli/spec.ts";
import { routes } from "../../protocol/api/routes.ts";
import { wordsOf } from "../support/souk.ts";

describe("the table of commands", () => {
  it("names a command for every route of the API, and nothing else", () => {
    assert.deepEqual(
      commands.map(({ name }) => name).toSorted(),
      Object.keys(routes).toSorted(),
      "name the route in cli/commands.ts",
    );
  });

  it("names each command once", () => {
    const titles = specs.map(({ title }) => title);
    assert.deepEqual(titles, [...new Set(titles)]);
  });

  it("has no noun that takes an argument and has verbs: which of them would a word be?", () => {
    const both = specs.filter(
      ({ title, takes }) => !title.includes(" ") && takes.length > 0 && verbsOf(title).length > 0,
    );
    assert.deepEqual(both, []);
  });

  for (const spec of specs) {
    const { title, options, takes, command, example } = spec;
    it(`souk ${title}: options with names of their own, an example that reads, a help that says so`, () => {
      const flags = flagsOf(spec);
      assert.deepEqual(flags, [...new Set(flags)], "a field has the name of another option: rename it with `names`");
      for (const option of takes) assert.ok(options.includes(option), "an argument that is no field");
      const fields = command ? Object.keys(command.route.params?.shape ?? {}) : takes.map(({ path }) => path[0]);
      const first = takes.slice(0, fields.length).map(({ path }) => path[0]);
      assert.deepEqual(first, fields, "the parameters of the path are arguments, in its order");
      const [program, ...words] = wordsOf(example.replace(/<(\w+)>/g, "$1"));
      assert.equal(program, "souk");
      if (title !== "help") assert.equal(readArguments(words).spec, spec);
      const help = helpOf(title.split(" "));
      assert.ok(help.includes(`Example\n  ${example}`));
      for (const { flag, place } of options)
        assert.ok(help.includes(place === "params" ? `<${flag}>` : `--${flag}`), flag);
      for (const { flag } of [...spec.settings, ...EVERYWHERE]) assert.ok(help.includes(`--${flag}`), flag);
    });
  }

  it("is all in the help of souk itself", () => {
    const help = helpOf([]);
    for (const command of commands) assert.ok(help.includes(`  ${titleOf(command)} `), titleOf(command));
  });
});
