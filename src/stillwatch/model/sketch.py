"""What is kept of a text when the text itself is not: hashes, shape, language, intent.

Hashes are 64-bit and signed, for Delta and Spark know no unsigned integers. Null always
means "there was no text to look at, or too little of it to compare", never zero.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa

SKETCH_FIELDS: Final[tuple[tuple[str, pa.DataType, str], ...]] = (
    ("prompt_hash", pa.int64(), "the prompt, case and white space folded"),
    ("template_hash", pa.int64(), "the prompt; numbers, ids, quotes, code, urls and mails masked"),
    ("near_1", pa.int64(), "near-duplicate sketch, view 1 (min-wise over word shingles)"),
    ("near_2", pa.int64(), "near-duplicate sketch, view 2"),
    ("near_3", pa.int64(), "near-duplicate sketch, view 3"),
    ("near_4", pa.int64(), "near-duplicate sketch, view 4"),
    ("prefix_hash", pa.int64(), "the first twelve words of the prompt, masked"),
    ("suffix_hash", pa.int64(), "the last twelve words of the prompt, masked"),
    ("system_hash", pa.int64(), "the system instructions, masked"),
    ("tools_hash", pa.int64(), "the tool definitions, order folded"),
    ("opening_hash", pa.int64(), "the first user turn of a conversation of two or more"),
    ("context_hash", pa.int64(), "all turns before the last user turn"),
    ("artifact_hashes", pa.list_(pa.int64()), "one per reasoning artefact sent back"),
    ("turn_count", pa.int32(), "user turns in the request; null where turns are not logged"),
    ("prompt_chars", pa.int32(), "characters of the prompt"),
    ("prompt_words", pa.int32(), "words of the prompt"),
    ("response_chars", pa.int32(), "characters of the answer"),
    ("language", pa.string(), "ISO 639-1 of the prompt, else the script, else 'und'"),
    ("capability", pa.string(), "what is asked for: code, math, writing, grading, ..."),
    ("elicits_reasoning", pa.bool_(), "asks for the reasoning itself to be written out"),
    ("asks_grading", pa.bool_(), "asks for a score, critique or choice between answers"),
    ("asks_generation", pa.bool_(), "asks for tasks, examples or data for training or tests"),
    ("style_impersonal", pa.float32(), "0 a person in a situation .. 1 a self-contained task"),
    ("style_structured", pa.float32(), "share of lines that are headings, slots, list or JSON"),
    ("reads_as_task", pa.float32(), "0 what people send .. 1 a prompt of a data pipeline"),
    ("personal_kinds", pa.int32(), "bits: kinds of personal data and credentials in the request"),
)

SKETCH_TYPES: Final[dict[str, pa.DataType]] = {n: t for n, t, _ in SKETCH_FIELDS}
SKETCH_SCHEMA: Final[pa.Schema] = pa.schema([pa.field(n, t) for n, t, _ in SKETCH_FIELDS])
