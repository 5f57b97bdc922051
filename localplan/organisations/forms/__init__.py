"""Shapes of what people type: fields and their messages. What is allowed is asked by the actions."""
