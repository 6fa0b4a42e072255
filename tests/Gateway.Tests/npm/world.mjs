// What both scripts share. node SCRIPT.mjs PACKAGES SETTINGS: PACKAGES is the folder in which package.json was installed, SETTINGS a JSON
// object with the gateways' addresses and keys. Each case is printed as a line of JSON, with what its calls looked like on the wire.
import channel from 'node:diagnostics_channel';
import path from 'node:path';
import { createRequire } from 'node:module';

const [packages, text] = process.argv.slice(2);
export const settings = JSON.parse(text);
export const load = createRequire(path.join(path.resolve(packages), 'package.json'));

// Node.js itself says what its fetch sends: the SDK is given nothing but an address and a key.
let calls = [];
channel.subscribe('undici:request:create', ({ request }) => calls.push({ path: request.path, at: performance.now() }));
channel.subscribe('undici:request:headers', ({ response }) => {
  const headers = response.headers.map(String);
  const wait = headers.findIndex(name => name.toLowerCase() === 'retry-after-ms');
  Object.assign(calls.at(-1), { status: response.statusCode, wait: wait < 0 ? null : Number(headers[wait + 1]), answered: performance.now() });
});

export const say = line => console.log(JSON.stringify(line));

/** Runs one case and says what came of it: what it returned, or the SDK's error. */
export async function see(name, run) {
  calls = [];
  let seen;
  try {
    seen = await run();
  } catch (error) {
    seen = { error: error.constructor.name, status: error.status ?? null, message: error.message, body: error.error ?? null };
  }
  say({ case: name, ...seen, calls });
}
