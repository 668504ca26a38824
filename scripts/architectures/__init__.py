"""Builds the reference of architectures that ships in `heredity.knowledge.architectures`."""
