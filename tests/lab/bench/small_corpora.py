"""A few small corpora of the test side, written here in their published layout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TASKS = 30
PROBLEMS = 20


def write_corpora(folder: Path) -> Path:
    """Write tasks, two sets of templates, grading prompts and a public list under `folder`."""
    tasks = [
        {"instruction": f"Describe thing {n}.", "input": "", "output": f"It is {n}."}
        for n in range(TASKS)
    ]
    _put(folder / "distill_alpaca_davinci003" / "alpaca_data-0.json", json.dumps(tasks))
    evolved = "Rewrite the given prompt into a harder one.\n{{prompt}}\nNew prompt:"
    _put(folder / "distill_evol_templates" / "harder.txt", evolved)
    _put(folder / "distill_metamath_templates" / "rephrase.txt", "Rephrase the question.")
    graded = [
        {"usrmsg": f"Rate the answer {n} to the question from 1 to 10.", "target_output": "7"}
        for n in range(12)
    ]
    _put(folder / "distill_rubric_autoj_gpt4" / "graded.jsonl", _lines(graded))
    problems = [{"query": f"What is {n} + 1?", "response": str(n + 1)} for n in range(PROBLEMS)]
    _put(folder / "hardneg_gsm8k_benchmark" / "test.jsonl", _lines(problems))
    return folder


def _lines(records: list[dict[str, Any]]) -> str:
    return "\n".join(json.dumps(record) for record in records)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
