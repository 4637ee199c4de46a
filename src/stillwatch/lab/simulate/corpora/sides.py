"""The table of corpora: which side of a tune/score split each is on, and who loads it.

Sides are split by source, so that what tunes never scores: collections of one origin, or
grown from one another, stay together (all OpenAssistant material trains; both arena
collections and LMSYS-Chat-1M test, for they come from one arena). One exception is known:
the tasks on the test side were once generated with the set-of-tasks template that is on the
train side; template and tasks have no wording in common.

Both sides serve every role; what a side has no real text for it borrows:

| role         | train                                   | test                               |
|--------------|-----------------------------------------|------------------------------------|
| question     | wild, OpenAssistant, dolly, WildChat    | arena, arena-hard 2.0, LMSYS       |
| conversation | OpenAssistant, WildChat                 | arena, LMSYS                       |
| code_help    | the code in those; agents generated     | arena-hard coding; same            |
| service      | generated templates x dolly, contexts   | generated templates x arena answers|
| benchmark    | mt_bench, vicuna_bench                  | gsm8k, arena-hard 0.1, live calls  |
| coursework   | generated words x dolly questions       | generated words x gsm8k            |
| research     | generated                               | generated                          |
| task         | code tasks, patient questions, seeds    | self-instructed tasks              |
| expansion    | set templates, passage templates        | evolving, mathematics templates    |
| trace        | generated wrappers x tasks              | traces, then wrappers x tasks      |
| rubric       | generated rubrics x tasks and answers   | graded answers, then the same      |
| tool_task    | tool dialogues, then their tools x tasks| tool reasoning, then the same      |

Generated parts use the families of the same side.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from stillwatch.lab.simulate.corpora import chat_logs, people, pipelines
from stillwatch.lab.simulate.corpora.shelf import Shelf
from stillwatch.model.errors import InputError

SIDES: Final = ("train", "test")


@dataclass(frozen=True, slots=True)
class Corpus:
    """One source: its folder's name (or the start of it), its side and its loader."""

    folder: str
    side: str
    load: Callable[[Path], Shelf]


CORPORA: Final = (
    Corpus("benign_instruction_wild", "train", people.instruction_wild),
    Corpus("benign_oasst_prompts", "train", people.open_assistant_prompts),
    Corpus("benign_arena_oasst_conversations", "train", people.open_assistant_talks),
    Corpus("benign_fastchat_bench", "train", people.fastchat_benches),
    Corpus("hardneg_dolly_human", "train", people.dolly),
    Corpus("distill_codealpaca", "train", pipelines.code_alpaca),
    Corpus("distill_chatdoctor_chatgpt", "train", pipelines.chat_doctor),
    Corpus("distill_self_instruct_seeds", "train", pipelines.self_instruct_seeds),
    Corpus("distill_opengpt_context", "train", pipelines.context_questions),
    Corpus("distill_toolcall_demo", "train", pipelines.tool_dialogues),
    Corpus("wildchat", "train", chat_logs.wild_chat),
    Corpus("benign_arena_oasst_conversations", "test", people.arena_conversations),
    Corpus("benign_arena_hard", "test", people.arena_hard),
    Corpus("hardneg_gsm8k_benchmark", "test", people.grade_school_math),
    Corpus("hardneg_bfcl_live", "test", people.function_calling_live),
    Corpus("distill_alpaca_davinci003", "test", pipelines.alpaca),
    Corpus("distill_evol_templates", "test", pipelines.evolving),
    Corpus("distill_metamath_templates", "test", pipelines.mathematics),
    Corpus("distill_rubric_autoj_gpt4", "test", pipelines.graded_answers),
    Corpus("distill_cot_marco_o1", "test", pipelines.reasoning_traces),
    Corpus("distill_toolcall_demo", "test", pipelines.tool_reasoning),
    Corpus("lmsys", "test", chat_logs.lmsys_chat),
)


def folders_of(paths: Sequence[Path]) -> list[Path]:
    """Return the corpus folders: the paths themselves and what lies directly in them."""
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            raise InputError(
                "no such folder", where=str(path), remedy="give a folder that holds corpora"
            )
        found.append(path)
        found.extend(sorted(child for child in path.iterdir() if child.is_dir()))
    return found


@cache
def load_side(paths: tuple[Path, ...], side: str) -> Shelf:
    """Return everything that one side has under `paths`; read once per process.

    Raises InputError where the side is unknown, a folder is missing or damaged, or where
    none of the known corpora is there.
    """
    if side not in SIDES:
        raise InputError(f"unknown split {side!r}", where="corpora", remedy="use 'train' or 'test'")
    shelf, found = Shelf(), 0
    for folder in folders_of(paths):
        for corpus in CORPORA:
            if corpus.side == side and folder.name.lower().startswith(corpus.folder):
                shelf.take_in(_loaded(corpus, folder))
                found += 1
    if not found:
        named = ", ".join(sorted({corpus.folder for corpus in CORPORA}))
        raise InputError(
            f"no corpus of the {side} side found",
            where=", ".join(map(str, paths)),
            remedy=f"expect sub-folders named {named}",
        )
    shelf.once_each()
    return shelf


def _loaded(corpus: Corpus, folder: Path) -> Shelf:
    try:
        return corpus.load(folder)
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise InputError(
            f"not in the layout of {corpus.folder} ({type(error).__name__}: {error})",
            where=str(folder),
            remedy="fetch the corpus again, or move the folder away",
        ) from error
