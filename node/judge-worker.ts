// The thread that judges records of journals: a composition root of its own, because who signed is for the chain's room to tell.
import { parentPort, workerData } from "node:worker_threads";
import type { Domain } from "../protocol/typed-data.ts";
import { recover } from "./chain/recover.ts";
import { briefly, createRecordJudge } from "./ingest/judge-records.ts";
import type { JudgeJob } from "./ingest/judges.ts";

const judge = createRecordJudge({ domain: workerData as Domain, recover });
const port = parentPort!;

port.on("message", ({ owner, records }: JudgeJob) => port.postMessage(judge(owner, records).map(briefly)));
