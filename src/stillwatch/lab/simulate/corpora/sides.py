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

Generated parts use the families of the same side. Files in folders of other names are known by
the shape of their records (see `shapes`) and split by conversation, as is one of the two chat
logs where it is all there is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from stillwatch.lab.simulate.corpora import chat_logs, people, pipelines
from stillwatch.lab.simulate.corpora.shapes import files_of, load_shape
from stillwatch.lab.simulate.corpora.shelf import Shelf
from stillwatch.model.errors import InputError

SIDES: Final = ("train", "test")


@dataclass(frozen=True, slots=True)
class Corpus:
    """One source: its folder's name (or the start of it), its side and its loader."""

    folder: str
    side: str
    load: Callable[[Path], Shelf]
    part: Callable[[Path, str], Shelf] | None = None
    """Loads the conversations of one side, of a corpus large enough to serve both."""


def _part_of_log(folder: Path, side: str) -> Shelf:
    return chat_logs.chat_log(folder, side=side)


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
    Corpus("wildchat", "train", chat_logs.chat_log, _part_of_log),
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
    Corpus("lmsys", "test", chat_logs.chat_log, _part_of_log),
)


OTHER_DATA: Final = ("timing_", "coord_", "http_", "reputation_")
"""Folders beside the corpora that hold no texts."""


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
    nothing that is known is there.
    """
    if side not in SIDES:
        raise InputError(f"unknown split {side!r}", where="corpora", remedy="use 'train' or 'test'")
    folders = folders_of(paths)
    named = [(corpus, folder) for folder in folders for corpus in CORPORA if _is(corpus, folder)]
    shaped, unknown = _by_shape([Path(path) for path in paths], folders, side)
    alone = not shaped and len({corpus.side for corpus, _ in named}) == 1
    shelf, found = Shelf(unknown=unknown), len(shaped)
    for corpus, folder in named:
        if alone and corpus.part is not None:
            shelf.take_in(_loaded(corpus, folder, side))
        elif corpus.side == side:
            shelf.take_in(_loaded(corpus, folder))
        else:
            continue
        found += 1
    for part in shaped:
        shelf.take_in(part)
    if not found:
        known = ", ".join(sorted({corpus.folder for corpus in CORPORA}))
        raise InputError(
            f"no corpus of the {side} side found",
            where=", ".join(map(str, paths)),
            remedy="expect talks, instructions or prompts as JSON Lines, JSON, Parquet or CSV, "
            f"or sub-folders named {known}",
        )
    shelf.once_each()
    return shelf


def _is(corpus: Corpus, folder: Path) -> bool:
    return folder.name.lower().startswith(corpus.folder)


def _by_shape(paths: list[Path], folders: list[Path], side: str) -> tuple[list[Shelf], list[str]]:
    """Return what lies in folders of other names, and the files that nothing is known of."""
    shelves, unknown = [], []
    for folder in folders:
        other = folder.name.lower().startswith(OTHER_DATA)
        if other or any(_is(corpus, folder) for corpus in CORPORA):
            continue
        for file in files_of(folder, deep=folder not in paths):
            shelf = load_shape(file, side)
            if shelf is None:
                unknown.append(str(file))
            else:
                shelves.append(shelf)
    return shelves, unknown


def _loaded(corpus: Corpus, folder: Path, side: str | None = None) -> Shelf:
    try:
        if side is not None and corpus.part is not None:
            return corpus.part(folder, side)
        return corpus.load(folder)
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise InputError(
            f"not in the layout of {corpus.folder} ({type(error).__name__}: {error})",
            where=str(folder),
            remedy="fetch the corpus again, or move the folder away",
        ) from error
