"""The door to Arrow: columns in memory, as the upper floors hold them."""

from __future__ import annotations

from pyarrow import Array, ChunkedArray, RecordBatch, RecordBatchReader, Schema, Table

__all__ = ["Array", "ChunkedArray", "RecordBatch", "RecordBatchReader", "Schema", "Table"]
