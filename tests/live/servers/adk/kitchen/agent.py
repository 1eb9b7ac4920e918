"""A cook who asks for the weather and hands over to a waiter; the models are fakes."""

from collections.abc import AsyncGenerator

from google.adk.agents import LlmAgent
from google.adk.models import BaseLlm, LlmRequest, LlmResponse
from google.adk.tools import FunctionTool
from google.genai import types


def _said(*parts: types.Part, partial: bool = False) -> LlmResponse:
    usage = types.GenerateContentResponseUsageMetadata(
        prompt_token_count=20, candidates_token_count=5, total_token_count=25
    )
    content = types.Content(role="model", parts=list(parts))
    return LlmResponse(content=content, partial=partial, usage_metadata=None if partial else usage)


class Fake(BaseLlm):
    """Calls a tool first, and then says what it found, in pieces and whole."""

    async def generate_content_async(
        self, llm_request: LlmRequest, stream: bool = False
    ) -> AsyncGenerator[LlmResponse, None]:
        """Yield what the model says."""
        parts = [part for content in llm_request.contents for part in content.parts or ()]
        if any(part.text and "knife" in part.text for part in parts):
            done = [part for part in parts if part.function_response and part.function_response.name == "take_knife"]
            cut = types.Part(text="Cut.")
            yield _said(cut if done else types.Part(function_call=types.FunctionCall(name="take_knife", args={})))
            return
        names = [part.function_response.name for part in parts if part.function_response]
        if self.model == "waiter":
            for text in ("Your ", "soup."):
                yield _said(types.Part(text=text), partial=True)
            yield _said(types.Part(text="Your soup."))
        elif "get_weather" not in names:
            yield _said(types.Part(text="Cold?", thought=True), partial=True)
            call = types.FunctionCall(name="get_weather", args={"city": "Oslo"})
            yield _said(types.Part(text="Cold?", thought=True), types.Part(function_call=call))
        else:
            call = types.FunctionCall(name="transfer_to_agent", args={"agent_name": "waiter"})
            yield _said(types.Part(function_call=call))


def get_weather(city: str) -> dict[str, object]:
    """Return the weather of a city."""
    return {"city": city, "temp": 21}


def take_knife() -> str:
    """Take the knife, if a person allows it."""
    return "taken"


waiter = LlmAgent(name="waiter", model=Fake(model="waiter"), description="Serves.")
root_agent = LlmAgent(
    name="cook",
    model=Fake(model="cook"),
    tools=[get_weather, FunctionTool(take_knife, require_confirmation=True)],
    sub_agents=[waiter],
)
