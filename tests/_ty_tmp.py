# pyright: strict
from __future__ import annotations
from mirascope.core.base.messages import Messages
from mirascope.core.base.message_param import TextPart
from mirascope.core.base.dynamic_config import DynamicConfig
from mirascope.core.base.call_params import CommonCallParams
from mirascope.core.openai import OpenAIDynamicConfig

Cfg = DynamicConfig[dict[str, str], CommonCallParams, str]
def f(b: str) -> int: ...
def a1(b: str) -> Cfg:
    return {"computed_fields": {"b": b}}
def a2(b: str) -> Cfg:
    return {"tools": [f]}
def a3(b: str) -> Cfg:
    return {"tools": [f, TextPart]}
def a4(b: str) -> Cfg:
    return {"client": "x"}
def a5(b: str) -> Cfg:
    return {"messages": [Messages.User("x")]}
def a6(b: str) -> Cfg:
    return {"messages": [Messages.User("x"), {"a": "b"}]}
def a7(b: str) -> Cfg:
    return {"call_params": {"temperature": 1}}
def a8(b: str) -> OpenAIDynamicConfig:
    return {"call_params": {"temperature": 1}}
def a9(b: str) -> OpenAIDynamicConfig:
    return {"messages": [{"role": "user", "content": "x"}, Messages.User("x")]}
def b1(b: str) -> OpenAIDynamicConfig:
    return {"messages": [{"role": "user", "content": "x"}]}
