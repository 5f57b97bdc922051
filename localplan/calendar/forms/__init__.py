"""Shapes of what people type; what is allowed is asked by the actions."""
