"""A decision over an agent's Unix socket, and its settlement, with Python's standard HTTP client: python3 agent.py SOCKET"""
import http.client
import json
import socket
import sys
import time


class Agent(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("agent")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)

    def post(self, route, body):
        self.request("POST", route, body)
        return self.getresponse().read()


def figures(name, times):
    times.sort()
    at = lambda share: times[min(len(times) - 1, int(share * len(times)))] / 1e3
    print(f"{name:<16} p50 {at(0.5):7.1f} µs   p99 {at(0.99):7.1f} µs", flush=True)


agent = Agent(sys.argv[1])
asked = json.dumps({"scope": "acme/chat/bot", "input_tokens": 1000, "max_output_tokens": 500})
cost = json.dumps({"input_tokens": 900, "output_tokens": 200})
decide, settle = [], []
for i in range(6000):
    start = time.perf_counter_ns()
    decision = agent.post("/v1/decisions", asked)
    decided = time.perf_counter_ns()
    route = f"/v1/holds/{json.loads(decision)['hold_id']}/settle"
    begun = time.perf_counter_ns()
    agent.post(route, cost)
    if i >= 2000:
        decide.append(decided - start)
        settle.append(time.perf_counter_ns() - begun)
figures("Python decide", decide)
figures("Python settle", settle)
