// Passphrases: from the first line of a file, or from the terminal, which does not show them; a new one is asked for twice.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { SoukError } from "./core/errors.ts";

export interface Terminal {
  input: NodeJS.ReadableStream & { isTTY?: boolean };
  output: { write(words: string): unknown };
}

const HERE: Terminal = { input: process.stdin, output: process.stderr };

/** @throws SoukError `node.config`, `keystore.passphrase` */
export async function askSecret(file: string | undefined, question: string, terminal = HERE): Promise<string> {
  return file === undefined ? (await ask(terminal, [question]))[0]! : firstLine(file);
}

/** One that is to be remembered: whoever mistypes it would be locked out by it. @throws as {@link askSecret} */
export async function askNewSecret(file: string | undefined, question: string, terminal = HERE): Promise<string> {
  const [secret, again] = file === undefined ? await ask(terminal, [question, "The same again: "]) : [firstLine(file)];
  if (again !== undefined && again !== secret) {
    throw new SoukError("keystore.passphrase", "The two passphrases differ: nothing was changed. Try again.");
  }
  if (!secret) {
    const where = file === undefined ? "" : ` The first line of ${file} is empty.`;
    throw new SoukError("keystore.passphrase", `An empty passphrase protects nothing: choose another one.${where}`);
  }
  return secret;
}

function firstLine(file: string): string {
  try {
    return readFileSync(file, "utf8").split(/\r?\n/, 1)[0]!;
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? "unknown reason";
    throw new SoukError("node.config", `The passphrase file ${file} cannot be read (${why})`, { cause, subject: file });
  }
}

async function ask({ input, output }: Terminal, questions: readonly string[]): Promise<string[]> {
  if (!input.isTTY) {
    throw new SoukError(
      "keystore.passphrase",
      "No terminal to ask for the passphrase: start with --passphrase-file <file>",
    );
  }
  const muted = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input, output: muted, terminal: true });
  const lines = reader[Symbol.asyncIterator]();
  const answers: string[] = [];
  try {
    for (const question of questions) {
      output.write(question);
      const { value, done } = await lines.next();
      output.write("\n");
      if (done) throw new SoukError("keystore.passphrase", "No passphrase was given: nothing was changed.");
      answers.push(value);
    }
    return answers;
  } finally {
    reader.close();
  }
}
