"""How much a file may ask of its reader. Real files stay far below; see the decision on headers."""

from __future__ import annotations

from typing import Final

SAFETENSORS_HEADER: Final = 100_000_000
"""Bytes of a safetensors header; the format's own libraries refuse more."""

GGUF_HEADER: Final = 256_000_000
"""Bytes before the data of a GGUF file; tokenizers of 260,000 words take some 15 million."""

GGUF_PAIRS: Final = 65_536
GGUF_TEXT: Final = 16_000_000
"""Bytes of one text in a GGUF file: chat templates take some ten thousand."""

GGUF_ARRAY_TEXTS: Final = 8_000_000
"""Texts in all arrays of one GGUF file; they are stepped over one by one."""

GGUF_NESTING: Final = 3
GGUF_SHOWN: Final = 16
"""Members of an array that are kept; of longer ones only the first few."""

NAME: Final = 4_096
"""Bytes of a tensor's name or of a key."""

TENSORS: Final = 1_000_000
"""Tensors of one model; a mixture of 1,000 billion parameters has some 140,000."""

RANK: Final = 16
ELEMENTS: Final = 2**63 - 1

JSON_FILE: Final = 32_000_000
"""Bytes of a configuration."""

INDEX_FILE: Final = 100_000_000
JSON_OBJECTS: Final = TENSORS + 100_000
JSON_MEMBERS: Final = 2_000_000
"""Commas, those of texts among them; and as many more per object as the next line says."""

JSON_OBJECT_MEMBERS: Final = 8
JSON_SHOWN: Final = 80
"""Characters of a foreign text that an error repeats."""

ZIP_DIRECTORY: Final = 64_000_000
ZIP_ENTRIES: Final = TENSORS
PICKLE: Final = 32_000_000
"""Bytes of the listing within a PyTorch file, after unpacking."""

OPCODES: Final = 2_000_000
"""Steps of that listing; a model of a thousand tensors takes some 40,000."""

SHARDS: Final = 4_096
FIRST_LOCAL: Final = 65_536
FIRST_SAFETENSORS: Final = 131_072
FIRST_GGUF: Final = 1_048_576
"""Bytes asked for first over the network."""
