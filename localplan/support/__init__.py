"""What help: messages from an office to those below it."""
