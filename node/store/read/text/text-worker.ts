// The thread that writes search.db while much comes in: FTS5 is more than half of what a listing costs.
import { parentPort, workerData } from "node:worker_threads";
import { openDatabase } from "../../database.ts";
import { type TextChanges, createTextFile, textFile } from "./text-file.ts";

export interface TextThread {
  directory: string;
  pragmas: string;
}

const { directory, pragmas } = workerData as TextThread;
const file = createTextFile(openDatabase(textFile(directory), pragmas));
const port = parentPort!;

// What fails ends the thread: the node writes the same changes itself then.
port.on("message", (changes: TextChanges) => {
  file.write(changes);
  port.postMessage(changes.texts.size);
});
