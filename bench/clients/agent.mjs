// A decision over an agent's Unix socket, and its settlement, with Node's standard HTTP client: node agent.mjs SOCKET
import http from 'node:http';

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function post(path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { socketPath: process.argv[2], path, method: 'POST', agent, headers: { 'content-length': Buffer.byteLength(body) } },
      response => {
        const parts = [];
        response.on('data', part => parts.push(part));
        response.on('end', () => resolve(Buffer.concat(parts)));
      });
    request.on('error', reject);
    request.end(body);
  });
}

function figures(name, times) {
  times.sort((a, b) => a - b);
  const at = share => (times[Math.min(times.length - 1, Math.floor(share * times.length))] / 1e3).toFixed(1).padStart(7);
  console.log(`${name.padEnd(16)} p50 ${at(0.5)} µs   p99 ${at(0.99)} µs`);
}

const asked = JSON.stringify({ scope: 'acme/chat/bot', input_tokens: 1000, max_output_tokens: 500 });
const cost = JSON.stringify({ input_tokens: 900, output_tokens: 200 });
const now = () => Number(process.hrtime.bigint());
const decide = [], settle = [];
for (let i = 0; i < 6000; i++) {
  const start = now();
  const decision = await post('/v1/decisions', asked);
  const decided = now();
  const route = `/v1/holds/${JSON.parse(decision).hold_id}/settle`;
  const begun = now();
  await post(route, cost);
  if (i >= 2000) {
    decide.push(decided - start);
    settle.push(now() - begun);
  }
}
figures('Node decide', decide);
figures('Node settle', settle);
agent.destroy();
