"""Sketches of an exchange: what is kept of its texts when the texts are not.

Computed once, at ingest, for hashing a prompt is cheap while it passes by and dear when 30
million must be read again. A sketch is a pure function of its row: the same on every
machine, Python version and batch size.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stillwatch.ingest.sketch_alphabet import script_class
from stillwatch.ingest.sketch_capability import CJK_TOPICS, capabilities
from stillwatch.ingest.sketch_conversation import artifact_hashes, conversations, tools_hashes
from stillwatch.ingest.sketch_language import languages
from stillwatch.ingest.sketch_lexicon import common_words, count_words
from stillwatch.ingest.sketch_manner import manner
from stillwatch.ingest.sketch_personal import personal_kinds
from stillwatch.ingest.sketch_rules import asks_for
from stillwatch.ingest.sketch_style import impersonal, structured, surface
from stillwatch.ingest.sketch_task import reads_as_task
from stillwatch.ingest.sketch_text import (
    HEAD_BYTES,
    TAIL_BYTES,
    Texts,
    arrow_of,
    fold,
    hash_rows,
    texts_of,
)
from stillwatch.ingest.sketch_tokens import Tokens, tokenise
from stillwatch.ingest.sketch_views import Hashes, end_hashes, near_views, template_hashes
from stillwatch.model.exchange import TEXT_FIELDS
from stillwatch.model.sketch import SKETCH_SCHEMA

SLICE_BYTES: Final = 8 * 1024 * 1024
"""Text worked on at once; working memory is some fifteen times that."""
_SKETCHED: Final = (*TEXT_FIELDS, "reasoning_artifacts")
_CJK_SCRIPTS: Final = ("zh", "ja", "ko")


def sketch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the columns of SKETCH_SCHEMA for an exchange batch, row for row.

    Texts are folded first: lower case, white space to one space, quotes straightened,
    invisible characters dropped; controls, NUL and U+FFFD count as white space, so a prompt
    of nothing else is blank and has no hash. Of a text over 40 KiB only the first 32 and the
    last 8 KiB are looked at; its `prompt_hash` also depends on its size, `prompt_words` is
    of the part read, `prompt_chars` of the whole.

    Words written without spaces (Chinese, Japanese, Thai, ...), symbols and scripts that
    Unicode 3.2 did not know are compared character by character, two for a word.
    """
    if all(batch.column(name).null_count == batch.num_rows for name in _SKETCHED):
        # Logs without texts come by the hundred million.
        empty = [pa.nulls(batch.num_rows, field.type) for field in SKETCH_SCHEMA]
        return pa.RecordBatch.from_arrays(empty, schema=SKETCH_SCHEMA)
    parts = [_sketch_slice(part) for part in _slices(batch)]
    if len(parts) == 1:
        return parts[0]
    return pa.Table.from_batches(parts, SKETCH_SCHEMA).combine_chunks().to_batches()[0]


def _slices(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Cut a batch so that the prompts and instructions of a slice fit in SLICE_BYTES."""
    size = np.zeros(batch.num_rows, np.int64)
    for name in ("prompt", "system_instructions"):
        length = pc.binary_length(batch.column(name)).fill_null(0)
        size += np.minimum(np.asarray(length), HEAD_BYTES + TAIL_BYTES)
    start, room = 0, np.cumsum(size)
    while start < batch.num_rows:
        spent = room[start - 1] if start else 0
        stop = max(int(np.searchsorted(room, spent + SLICE_BYTES, "right")), start + 1)
        yield batch.slice(start, stop - start)
        start = stop
    if batch.num_rows == 0:
        yield batch


def _sketch_slice(batch: pa.RecordBatch) -> pa.RecordBatch:
    sent = texts_of(batch.column("prompt"))
    folded = fold(sent)
    tokens = tokenise(folded)
    columns = {
        **_views(sent, folded, tokens),
        **_beside(batch),
        **_shape(batch, sent, folded, tokens),
        **_meaning(batch, sent, folded, tokens),
        "personal_kinds": personal_kinds(batch),
    }
    return pa.RecordBatch.from_arrays(
        [columns[field.name].cast(field.type) for field in SKETCH_SCHEMA], schema=SKETCH_SCHEMA
    )


def _views(sent: Texts, folded: Texts, tokens: Tokens) -> dict[str, pa.Array]:
    """Hash the prompt: whole, as a template, at its ends, and near-duplicate views."""
    cut = np.where(sent.sizes > HEAD_BYTES + TAIL_BYTES, sent.sizes, 0)
    near = near_views(tokens, common_words(tokens))
    return {
        "prompt_hash": _column(Hashes(hash_rows(folded, cut), folded.valid)),
        "template_hash": _column(template_hashes(tokens)),
        **{f"near_{which + 1}": _column(view) for which, view in enumerate(near)},
        "prefix_hash": _column(end_hashes(tokens, last=False)),
        "suffix_hash": _column(end_hashes(tokens, last=True)),
    }


def _beside(batch: pa.RecordBatch) -> dict[str, pa.Array]:
    """Hash what travels beside the prompt. Instructions repeat, so each is read once."""
    instructions = batch.column("system_instructions").dictionary_encode()
    skeletons = template_hashes(tokenise(fold(texts_of(instructions.dictionary))), least=1)
    talk = conversations(batch.column("turns"))
    return {
        "system_hash": _column(skeletons).take(instructions.indices),
        "tools_hash": _column(tools_hashes(batch.column("tools"))),
        "opening_hash": _column(talk.opening),
        "context_hash": _column(talk.context),
        "artifact_hashes": artifact_hashes(batch.column("reasoning_artifacts")),
        "turn_count": pa.array(talk.user_turns, mask=~talk.logged),
    }


def _shape(
    batch: pa.RecordBatch, sent: Texts, folded: Texts, tokens: Tokens
) -> dict[str, pa.Array]:
    """Measure the prompt and the answer. Lengths are null only where the text is."""
    return {
        "prompt_chars": pc.utf8_length(batch.column("prompt")),
        "prompt_words": pa.array(tokens.words, mask=~sent.valid),
        "response_chars": pc.utf8_length(batch.column("response")),
    }


def _meaning(
    batch: pa.RecordBatch, sent: Texts, folded: Texts, tokens: Tokens
) -> dict[str, pa.Array]:
    """Say in which language, for what, and in which manner is asked."""
    counts, seen = count_words(tokens), surface(sent)
    prompt = arrow_of(folded)
    asks = _asks(batch.column("system_instructions"), prompt)
    flags = {name: np.asarray(value.fill_null(False)) for name, value in asks.items()}
    has_tools = np.asarray(pc.list_value_length(batch.column("tools")).fill_null(0)) > 0
    named = capabilities(tokens, counts, seen, flags, _cjk_topics(prompt, tokens), has_tools)
    anything = np.asarray(asks["reasoning"].is_valid()) | has_tools
    blank = pa.array(~folded.valid)
    nothing = pa.scalar(None, pa.string())
    return {
        "language": pc.if_else(blank, nothing, languages(tokens, counts)),
        "capability": pc.if_else(pa.array(anything), named, nothing),
        "elicits_reasoning": asks["reasoning"],
        "asks_grading": asks["grading"],
        "asks_generation": asks["generation"],
        "style_impersonal": pa.array(impersonal(seen, counts), mask=~folded.valid),
        "style_structured": pa.array(structured(seen), mask=~folded.valid),
        "reads_as_task": pa.array(
            reads_as_task(manner(sent, tokens), seen, tokens.words), mask=~folded.valid
        ),
    }


def _asks(instructions: pa.Array, prompt: pa.Array) -> dict[str, pa.Array]:
    """Match the intents over prompt and instructions; null only where there is neither.

    Instructions repeat, so each is read once.
    """
    repeated = instructions.dictionary_encode()
    orders = arrow_of(fold(texts_of(repeated.dictionary)))
    both = pa.concat_arrays([prompt, orders])
    asks: dict[str, pa.Array] = {}
    for intent, found in asks_for(both).items():
        told = found.slice(len(prompt)).take(repeated.indices)
        asks[intent] = _either(found.slice(0, len(prompt)), told)
    return asks


def _cjk_topics(prompt: pa.Array, tokens: Tokens) -> dict[str, NDArray[np.bool_]]:
    """Match topics of scripts without spaces, on the rows that have any such script."""
    columns = [script_class(tag) for tag in _CJK_SCRIPTS]
    rows = np.flatnonzero(tokens.scripts[:, columns].any(axis=1))
    some = prompt.take(pa.array(rows))
    found: dict[str, NDArray[np.bool_]] = {}
    for topic, pattern in CJK_TOPICS:
        hits = np.zeros(len(prompt), np.bool_)
        if len(rows):
            hits[rows] = np.asarray(pc.match_substring_regex(some, pattern).fill_null(False))
        found[topic] = hits
    return found


def _either(first: pa.Array, second: pa.Array) -> pa.Array:
    """Or of two flags in which null means "no text": null only where both are."""
    return pc.if_else(
        pc.and_(first.is_null(), second.is_null()),
        pa.scalar(None, pa.bool_()),
        pc.or_(first.fill_null(False), second.fill_null(False)),
    )


def _column(hashes: Hashes) -> pa.Array:
    return pa.array(hashes.values, pa.int64(), mask=~hashes.valid)
