-- What wrk sends and counts, until the budget is spent. SETTLES=1: whoever reads an answer says what it cost, at the same address.

local key = os.getenv("BUDGETMESH_KEY")
local settles = os.getenv("SETTLES") == "1"
local body = '{"model":"any","max_tokens":50,"messages":[{"role":"user","content":"say 40 of a short prompt"}]}'
local ends = {}
local counts = {}

local function headers()
  return { ["Authorization"] = "Bearer " .. key, ["Content-Type"] = "application/json", ["x-budgetmesh-max-output-tokens"] = "50" }
end

function request()
  local hold = table.remove(ends)
  if hold then
    return wrk.format("POST", "/v1/holds/" .. hold.id .. "/settle", headers(), '{"usage":' .. hold.answer .. '}')
  end
  return wrk.format("POST", "/v1/chat/completions", headers(), body)
end

function response(status, headers, answer)
  local kind = tostring(status)
  for name, value in pairs(headers) do
    local lower = string.lower(name)
    if lower == "x-budgetmesh-decision" and status == 200 then kind = kind .. " " .. value end
    if lower == "x-budgetmesh-hold-id" and settles then table.insert(ends, { id = value, answer = answer }) end
    if lower == "retry-after" then kind = kind .. " retry" end
  end
  if status == 429 then kind = kind .. " " .. (string.match(answer, '"code":"([a-z_]+)"') or "none") end
  if settles and string.find(answer, '"outcome"', 1, true) then kind = "settled " .. (string.match(answer, '"outcome":"([a-z_]+)"') or "none") end
  counts[kind] = (counts[kind] or 0) + 1
  -- wrk goes on until its time is up or it is interrupted, which it does not hear while it runs a command.
  if counts["429 team_budget_exceeded"] == 100 then os.execute("(sleep 0.1; kill -INT $PPID) &") end
  result = ""
  for name, count in pairs(counts) do result = result .. name .. "=" .. count .. "\n" end
end

local threads = {}
function setup(thread) table.insert(threads, thread) end
function done(summary)
  for _, thread in ipairs(threads) do io.write(thread:get("result") or "") end
  io.write("unanswered=" .. (summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout) .. "\n")
end
