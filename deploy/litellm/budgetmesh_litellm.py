"""LiteLLM's proxy asks BudgetMesh before it sends a request, and says afterwards what the answer cost.

Beside the proxy runs an agent (budgetmesh agent --socket /run/budgetmesh/agent.sock), at a socket that the proxy's user may open. LiteLLM keeps
its own keys; who pays is in the metadata of a key or of its team: {"budgetmesh_scope": "acme/chat"}. In config.yaml the names of models are
the ids of the mesh's deployments. See config.yaml beside this file.

A hold is computed from LiteLLM's own count of the input's tokens, and from max_tokens (else from the mesh's bound, which is then sent). It is
settled by the usage that LiteLLM reports; voided where the provider turned the request away; and charged in full at its deadline where nothing
is reported, such as for an answer that was given up. What LiteLLM cannot do here: its own fallbacks and retries to another model go past the
decision, so leave them off; the provider's own limits are not heeded by other gateways.
"""

import asyncio
import http.client
import json
import os
import socket

import litellm
from fastapi import HTTPException
from litellm.integrations.custom_logger import CustomLogger

SOCKET = os.environ.get("BUDGETMESH_SOCKET", "/run/budgetmesh/agent.sock")
TIMEOUT_S = 5
HOLD = "budgetmesh_hold_id"
SCOPE = "budgetmesh_scope"
LABELS = {"budgetmesh_task": "task", "budgetmesh_priority": "priority", "budgetmesh_data_class": "data_class", "budgetmesh_caller": "caller"}
BOUNDS = ("max_completion_tokens", "max_tokens", "max_output_tokens")

# Turned away by the provider, so neither served nor billed. A timeout (408) is not among them: it may have been.
TURNED_AWAY = {400, 401, 403, 404, 409, 413, 422, 429, 500, 503, 529}


class Agent(http.client.HTTPConnection):
    """A connection to the agent's socket."""

    def __init__(self):
        super().__init__("agent", timeout=TIMEOUT_S)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(SOCKET)


def call(path, body):
    """What the agent answers: status, headers and JSON."""
    agent = Agent()
    try:
        agent.request("POST", path, json.dumps(body), {"Content-Type": "application/json"})
        answer = agent.getresponse()
        return answer.status, dict(answer.getheaders()), json.loads(answer.read())
    finally:
        agent.close()


def scope_of(user):
    """Whose request it is: as the key says, else as its team does."""
    return (user.metadata or {}).get(SCOPE) or (getattr(user, "team_metadata", None) or {}).get(SCOPE)


class BudgetMesh(CustomLogger):
    async def async_pre_call_hook(self, user_api_key_dict, cache, data, call_type):
        scope = scope_of(user_api_key_dict)
        if scope is None:
            raise HTTPException(403, {"error": {"message": f"this key has no {SCOPE} in its metadata", "type": "permission_error", "param": None, "code": "unknown_scope"}})
        ask = {"scope": scope, "input_tokens": litellm.token_counter(model=data.get("model", ""), messages=data.get("messages"), text=text_of(data))}
        stated = [data[name] for name in BOUNDS if data.get(name) is not None]
        if call_type in ("embeddings", "aembedding"):
            ask["max_output_tokens"] = 0
        elif stated:
            ask["max_output_tokens"] = max(stated) * (data.get("n") or 1)
        metadata = data.setdefault("metadata", {})
        ask.update({label: metadata[name] for name, label in LABELS.items() if name in metadata})

        try:
            status, headers, said = await asyncio.to_thread(call, "/v1/decisions", ask)
        except (OSError, http.client.HTTPException, ValueError) as away:
            raise HTTPException(503, {"error": {"message": "the budget agent cannot be reached: try again soon", "type": "server_error", "param": None, "code": "agent_unreachable"}}, {"Retry-After": "1"}) from away
        if status != 200:
            keep = ("retry-after", "retry-after-ms", "x-should-retry", "x-budgetmesh-decision", "x-budgetmesh-reason", "x-budgetmesh-decision-id")
            raise HTTPException(status, said, {name: value for name, value in headers.items() if name.lower() in keep})

        data["model"] = said["deployment"]
        if ask.get("max_output_tokens") != 0:
            for name in BOUNDS:
                data.pop(name, None)
            data["max_tokens"] = said["max_output_tokens"] // (data.get("n") or 1)
        if data.get("stream"):
            data["stream_options"] = {**(data.get("stream_options") or {}), "include_usage": True}
        metadata[HOLD] = said["hold_id"]
        return data

    async def async_log_success_event(self, kwargs, response_obj, start_time, end_time):
        hold = hold_of(kwargs)
        usage = usage_of(response_obj)
        if hold is None or usage is None:
            return  # a piece of a stream: what is told at its end is the whole
        settled, _, _ = await asyncio.to_thread(call, f"/v1/holds/{hold}/settle", {"api": "openai-chat", "usage": {"usage": usage}})
        if settled == 400:
            # The price list knows no usage in OpenAI's form for this provider.
            counts = {"input_tokens": usage.get("prompt_tokens", 0), "output_tokens": usage.get("completion_tokens", 0)}
            await asyncio.to_thread(call, f"/v1/holds/{hold}/settle", counts)

    async def async_log_failure_event(self, kwargs, response_obj, start_time, end_time):
        hold = hold_of(kwargs)
        if hold is not None and getattr(kwargs.get("exception"), "status_code", None) in TURNED_AWAY:
            await asyncio.to_thread(call, f"/v1/holds/{hold}/void", {})


def hold_of(kwargs):
    return ((kwargs.get("litellm_params") or {}).get("metadata") or {}).get(HOLD)


def usage_of(response):
    usage = getattr(response, "usage", None) if not isinstance(response, dict) else response.get("usage")
    return usage.model_dump(exclude_none=True) if hasattr(usage, "model_dump") else usage


def text_of(data):
    """The input of calls that have no messages."""
    text = data.get("input", data.get("prompt"))
    return text if text is None or isinstance(text, str) else json.dumps(text)


proxy_handler_instance = BudgetMesh()
