// Bare Express that answers the same addresses with the same bytes: the floor of the bench of HTTP.
import express from "express";

const answers = new Map<string, Buffer>();
const app = express();
app.get(["/api/v1/listings", "/api/v1/listings/:seller/:listing"], (request, response) => {
  response.type("json").send(answers.get(request.originalUrl));
});
const server = app.listen(0, "127.0.0.1", () => process.send!({ port: (server.address() as { port: number }).port }));
process.on("message", (all: Record<string, string>) => {
  for (const [address, text] of Object.entries(all)) answers.set(address, Buffer.from(text));
  process.send!({ held: answers.size });
});
process.on("disconnect", () => process.exit(0));
