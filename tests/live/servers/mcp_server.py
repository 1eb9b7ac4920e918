"""A tool of an MCP server that reports its progress and logs, over streamable HTTP at `/mcp`."""

import sys
import warnings

import uvicorn
from mcp.server.mcpserver import Context, MCPServer

warnings.simplefilter("ignore")
server = MCPServer("demo")


@server.tool()
async def research(topic: str, context: Context) -> str:
    """Look something up in three steps."""
    for number, step in enumerate(("search", "read", "write"), 1):
        await context.report_progress(number, 3, f"{step} {topic}")
    await context.info({"found": 42})
    return f"All about {topic}."


@server.tool()
async def fails() -> str:
    """Fail."""
    raise ValueError("no such thing")


if __name__ == "__main__":
    uvicorn.run(server.streamable_http_app(), host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
