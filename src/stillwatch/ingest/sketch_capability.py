"""What a prompt asks for, in nine words: from its intents, its words and its structure."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from stillwatch.ingest.sketch_lexicon import WordCounts
from stillwatch.ingest.sketch_style import Surface
from stillwatch.ingest.sketch_tokens import CODE, NUMBER, Tokens

CAPABILITIES: Final = (
    "other",
    "knowledge",
    "writing",
    "reasoning",
    "math",
    "code",
    "tool_use",
    "generation",
    "grading",
)
"""In order of precedence, the strongest last."""

CJK_TOPICS: Final[tuple[tuple[str, str], ...]] = (
    ("code", r"代码|编程|函数|程序|算法|脚本|コード|プログラ|関数|코드|프로그램|함수"),
    ("math", r"计算|方程|证明|求解|几何|概率|積分|積分|計算|方程式|계산|방정식"),
    (
        "writing",
        r"写一|写篇|作文|翻译|润色|改写|总结|文章|小说|邮件|書いて|翻訳|要約|써\s?줘|번역|요약",
    ),
    ("reasoning", r"推理题|谜语|逻辑题|悖论|謎|なぞなぞ|논리|수수께끼"),
    ("knowledge", r"什么|为什么|哪|谁|解释|介绍|区别|何ですか|なぜ|教えて|무엇|왜|설명"),
)
"""Scripts whose words the lexicon cannot cut out, matched as they stand."""


def capabilities(
    tokens: Tokens,
    counts: WordCounts,
    seen: Surface,
    intents: dict[str, NDArray[np.bool_]],
    cjk: dict[str, NDArray[np.bool_]],
    has_tools: NDArray[np.bool_],
) -> pa.Array:
    """Name the capability of every row.

    An intent (grading, generation) or tools outrank the subject; among subjects code comes
    before math before reasoning before writing before knowledge, since the later ones'
    words turn up everywhere.
    """
    words = np.maximum(tokens.words, 1)
    fences = _of_kind(tokens, CODE)
    numbers = _of_kind(tokens, NUMBER)
    code = counts.topic("code")
    math = counts.topic("math")
    dense = seen.symbols > 0.15 * words
    rules = {
        "knowledge": (counts.topic("knowledge") > 0) | cjk["knowledge"],
        "writing": (counts.topic("writing") > 0) | cjk["writing"],
        "reasoning": (counts.topic("reasoning") > 1)
        | (intents["reasoning"] & (math == 0))
        | cjk["reasoning"],
        "math": ((math > 1) & (math > 0.04 * words) & ((numbers > 1) | (seen.formulas > 1)))
        | (seen.formulas > np.maximum(3, 0.1 * words))
        | cjk["math"],
        "code": ((code > 1) & (code > 0.02 * words))
        | ((code > 0) & ((fences > 0) | dense | (words < 15)))
        | (dense & (seen.symbols > 8))
        | cjk["code"],
        "tool_use": has_tools,
        "generation": intents["generation"],
        "grading": intents["grading"],
    }
    choice = np.zeros(len(words), np.int64)
    for rank, name in enumerate(CAPABILITIES):
        if name in rules:
            choice = np.where(rules[name], rank, choice)
    return pa.array(np.array(CAPABILITIES, object)[choice], pa.string())


def _of_kind(tokens: Tokens, kind: int) -> NDArray[np.int64]:
    """Count the tokens of one kind, by row."""
    running = np.concatenate([[0], np.cumsum(tokens.kinds == kind)])
    counts: NDArray[np.int64] = running[tokens.offsets[1:]] - running[tokens.offsets[:-1]]
    return counts
