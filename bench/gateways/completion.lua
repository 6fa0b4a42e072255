-- A chat completion as an SDK sends it, for wrk; what came of it as one line of JSON.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_KEY")
wrk.headers["User-Agent"] = "OpenAI/JS 6.9.1"
-- Where Portkey finds its provider; nothing to the others.
wrk.headers["x-portkey-provider"] = "openai"
wrk.headers["x-portkey-custom-host"] = os.getenv("BENCH_UPSTREAM")
wrk.body = [[{"model":"gpt-5","messages":[{"role":"system","content":"You answer customers of an online shop. Be brief and friendly, and promise nothing that the policy does not say. Refunds take three working days after a parcel has reached us. Orders can be changed until they are packed."},{"role":"user","content":"Hello, I sent the shoes of order 4711-0815 back two weeks ago, and the money is still not in my account. I was told that it takes a few days only. Could you have a look at it, and tell me when I can expect it?"},{"role":"assistant","content":"I am sorry to hear that. On which day did you hand the parcel in?"},{"role":"user","content":"On the third, at the post office in the main street. I have the receipt here."}],"max_completion_tokens":300,"temperature":0.2}]]

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"duration_us":%d,"p50_us":%d,"p99_us":%d,"failures":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.timeout + errors.status))
end
