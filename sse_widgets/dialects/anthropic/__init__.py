"""What Anthropic's models and hosted agents stream."""
