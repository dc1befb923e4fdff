// node receive.mjs: receives webhooks on PORT (8787) and verifies their signatures (https://www.standardwebhooks.com).
// SLIPWAY_WEBHOOK_SECRET is the secret of the webhook. Needs Node.js 20 and no packages.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer } from "node:http";

const OLDEST_SECONDS = 5 * 60;
const MOST_BYTES = 1_000_000;
const key = Buffer.from(process.env.SLIPWAY_WEBHOOK_SECRET.replace(/^whsec_/, ""), "base64");
const seen = new Set(); // in production, the database

function isGenuine(headers, body) {
  const { "webhook-id": id, "webhook-timestamp": sentAt, "webhook-signature": signatures } = headers;
  if (!id || !signatures || !(Math.abs(Date.now() / 1000 - Number(sentAt)) < OLDEST_SECONDS)) return false;
  const expected = createHmac("sha256", key).update(`${id}.${sentAt}.`).update(body).digest();
  // While a secret rotates there are two signatures.
  return signatures.split(" ").some((signature) => {
    const [version, text] = signature.split(",");
    const given = Buffer.from(text ?? "", "base64");
    return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
  });
}

async function bodyOf(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MOST_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function receive(request, response) {
  const body = await bodyOf(request);
  if (!body || !isGenuine(request.headers, body)) return response.writeHead(401).end();
  const id = request.headers["webhook-id"];
  if (!seen.has(id)) {
    seen.add(id); // an event can arrive twice, and events can arrive in any order
    const { type, data } = JSON.parse(body);
    console.log(JSON.stringify({ id, type, listing: data.listing }));
  }
  response.writeHead(204).end();
}

const server = createServer((request, response) => {
  receive(request, response).catch(() => response.destroy()); // such as a client that goes away while it sends
});
server.listen(Number(process.env.PORT ?? 8787), "127.0.0.1", () => console.log(`port ${server.address().port}`));
