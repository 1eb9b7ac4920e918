"""An agent for `adk api_server`."""

from . import agent

__all__ = ["agent"]
