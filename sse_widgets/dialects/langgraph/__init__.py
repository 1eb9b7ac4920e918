"""LangGraph, as its server and its libraries stream it."""
