"""What OpenAI's models and agents stream, and all who speak like them."""
