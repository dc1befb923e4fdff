// node client.mjs listing.zip [listing ID]: imports or replaces the draft, submits it, and waits for the checks.
// Needs Node.js 20 and no packages.
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

const { SLIPWAY_URL, SLIPWAY_TENANT, SLIPWAY_CLIENT_ID, SLIPWAY_CLIENT_SECRET } = process.env;
const MAINTAINER = "team@acme.example"; // your address, for questions about the listing
const ATTEMPTS = 5;

async function send(path, init) {
  for (let attempt = 1; ; attempt++) {
    const answer = await fetch(SLIPWAY_URL + path, init);
    const isBusy = answer.status === 429 || answer.status === 503;
    if (!isBusy || attempt === ATTEMPTS) {
      const body = await answer.json();
      if (!answer.ok) throw new Error(JSON.stringify(body.error));
      return body;
    }
    await sleep(1000 * Number(answer.headers.get("Retry-After") ?? attempt));
  }
}

async function signIn() {
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    resource: "slipway",
    client_id: SLIPWAY_CLIENT_ID,
    client_secret: SLIPWAY_CLIENT_SECRET,
  });
  return (await send(`/${SLIPWAY_TENANT}/oauth2/token`, { method: "POST", body: form })).access_token;
}

const token = await signIn();

// A call with an idempotency key is safe to send again: it happens once.
function call(method, path, body, type = "application/json") {
  const headers = { Authorization: `Bearer ${token}` };
  if (body !== undefined) Object.assign(headers, { "Content-Type": type, "Idempotency-Key": randomUUID() });
  return send(path, { method, headers, body: type === "application/json" ? JSON.stringify(body) : body });
}

async function until(path, isOver) {
  let response = await call("GET", path);
  while (!isOver(response)) {
    await sleep(1000);
    response = await call("GET", path);
  }
  return response;
}

const [archive, listingId] = process.argv.slice(2);
const zip = await readFile(archive);
const [method, path] = listingId ? ["PUT", `/api/v1/listings/${listingId}/folder`] : ["POST", "/api/v1/imports"];
const begun = await call(method, path, zip, "application/zip");
const job = await until(begun.links.self, (result) => !["queued", "running"].includes(result.state));
if (job.state !== "done") throw new Error(JSON.stringify(job.error));

const listing = `/api/v1/listings/${job.result.listing}`;
await call("PATCH", `${listing}/sections/support`, { maintainer_email: MAINTAINER });
const submission = await call("POST", `${listing}/submissions`, { confirm: "all" });
const { outcome } = await until(`/api/v1/submissions/${submission.id}`, (result) => result.outcome !== "checking");
console.log(JSON.stringify({ listing: job.result.listing, submission: submission.id, outcome }));
