"""Calls the callback as LiteLLM's proxy does, with stand-ins for what it imports of LiteLLM, and prints a line of JSON for each step."""

import asyncio
import json
import sys
import types


class HTTPException(Exception):
    def __init__(self, status_code, detail=None, headers=None):
        super().__init__(detail)
        self.status_code, self.detail, self.headers = status_code, detail, headers


def stand_in(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module


stand_in("fastapi", HTTPException=HTTPException)
stand_in("litellm", token_counter=lambda model, messages=None, text=None: len(json.dumps(messages or text)) // 4 + 1)
stand_in("litellm.integrations")
stand_in("litellm.integrations.custom_logger", CustomLogger=type("CustomLogger", (), {}))

from budgetmesh_litellm import proxy_handler_instance as handler  # noqa: E402

MESSAGES = [{"role": "user", "content": "hello"}]


class User:
    def __init__(self, **metadata):
        self.metadata = metadata


class Refused(Exception):
    def __init__(self, status_code):
        super().__init__()
        self.status_code = status_code


async def ask(user, call_type="completion", **data):
    try:
        sent = await handler.async_pre_call_hook(user, None, data, call_type)
        print(json.dumps({"sent": sent}))
        return {"litellm_params": {"metadata": sent["metadata"]}}
    except HTTPException as refusal:
        print(json.dumps({"status": refusal.status_code, "error": refusal.detail["error"], "headers": {name.lower(): value for name, value in (refusal.headers or {}).items()}}))
        return None


async def main():
    chat = User(budgetmesh_scope="acme/chat")

    # Served, and reported.
    call = await ask(chat, model="openai/gpt-small", messages=MESSAGES, max_tokens=100, metadata={"budgetmesh_task": "summarize"})
    await handler.async_log_success_event(call, {"usage": None}, None, None)
    await handler.async_log_success_event(call, {"usage": {"prompt_tokens": 10, "completion_tokens": 20}}, None, None)

    # Two answers of a stream without a bound: the mesh's is sent.
    call = await ask(chat, model="any", messages=MESSAGES, stream=True, n=2)
    await handler.async_log_success_event(call, {"usage": {"prompt_tokens": 10, "completion_tokens": 30}}, None, None)

    # Turned away, and given up.
    call = await ask(chat, model="any", messages=MESSAGES, max_tokens=100)
    call["exception"] = Refused(429)
    await handler.async_log_failure_event(call, None, None, None)

    # Not to be sent.
    await ask(User(budgetmesh_scope="elsewhere/chat"), model="any", messages=MESSAGES)
    await ask(User(), model="any", messages=MESSAGES)
    await ask(chat, model="any", messages=MESSAGES, max_tokens=900_000_000)


asyncio.run(main())
