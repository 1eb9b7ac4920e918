"""The events of pydantic-ai."""
