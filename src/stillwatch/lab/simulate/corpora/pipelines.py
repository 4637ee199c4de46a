"""Loaders of corpora that came out of data-generation pipelines, and of their templates."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import orjson

from stillwatch.lab.simulate.content import Role, Text
from stillwatch.lab.simulate.corpora.shelf import (
    Shelf,
    Template,
    capability_of,
    read_json,
    read_lines,
)

SEED_LIST = "###\n1. {task}\n###\n2. {task}\n###\n3. {task}\n###\n4."
SEED_PLACE = re.compile(r"\{\{ ?prompt ?\}\}")


def _task(shelf: Shelf, instruction: str, given: str, output: str, capability: str = "") -> None:
    prompt = f"{instruction}\n\n{given}" if given and given != "<noinput>" else instruction
    shelf.put(Role.TASK, Text(prompt, output, capability or capability_of(prompt)))


def _instruction_files(folder: Path, pattern: str, capability: str = "") -> Shelf:
    shelf = Shelf()
    for path in sorted(folder.glob(pattern)):
        for record in read_json(path):
            given, output = str(record.get("input") or ""), str(record["output"])
            _task(shelf, str(record["instruction"]), given, output, capability)
    return shelf


def alpaca(folder: Path) -> Shelf:
    """Load self-instructed tasks."""
    return _instruction_files(folder, "alpaca_data*.json")


def chat_doctor(folder: Path) -> Shelf:
    """Load generated patient questions under one instruction."""
    return _instruction_files(folder, "*.json", "knowledge")


def code_alpaca(folder: Path) -> Shelf:
    """Load self-instructed programming tasks, their seeds and their template."""
    shelf = _instruction_files(folder, "code_alpaca*.json", "code")
    _seeds(shelf, folder / "codealpaca_seed_tasks.jsonl", "code")
    _set_template(shelf, folder / "codealpaca_prompt.txt")
    return shelf


def self_instruct_seeds(folder: Path) -> Shelf:
    """Load seed tasks that people wrote for a pipeline, and the pipeline's template."""
    shelf = Shelf()
    _seeds(shelf, folder / "seed_tasks.jsonl", "")
    _set_template(shelf, folder / "stanford_alpaca_prompt.txt")
    return shelf


def _seeds(shelf: Shelf, path: Path, capability: str) -> None:
    if not path.is_file():
        return
    for record in read_lines(path, shelf):
        first = record["instances"][0]
        given, output = str(first["input"]), str(first["output"])
        _task(shelf, str(record["instruction"]), given, output, capability)


def _set_template(shelf: Shelf, path: Path) -> None:
    """Keep a "come up with 20 tasks" prompt; seed tasks follow it as they do in its pipeline."""
    if path.is_file():
        words = path.read_text(encoding="utf-8").rstrip()
        shelf.templates.append(Template(path.stem, f"{words}\n{SEED_LIST}"))


def evolving(folder: Path) -> Shelf:
    """Load templates that make a given prompt harder, broader or foreign."""
    shelf = Shelf()
    for path in sorted(folder.glob("*.txt")):
        words = SEED_PLACE.sub("{task}", path.read_text(encoding="utf-8"))
        words = words.replace("#{{ iso_code }}", "{language}")
        shelf.templates.append(Template(path.stem, words))
    return shelf


def mathematics(folder: Path) -> Shelf:
    """Load few-shot templates for rephrasing and inverting problems; the seed comes last."""
    shelf = Shelf()
    for path in sorted(folder.glob("*.txt")):
        words = path.read_text(encoding="utf-8").rstrip()
        last = "Result:" if "rewrite" in path.stem else "A: Let's think step by step."
        ending = "Rephrase the above question:" if "rephrase" in path.stem else last
        shelf.templates.append(Template(path.stem, f"{words}\n\nQuestion: {{task}}\n{ending}"))
    return shelf


def context_questions(folder: Path) -> Shelf:
    """Load templates that draw questions from a passage, and the passages used."""
    shelf = Shelf()
    for record in read_json(folder / "prompts.json"):
        words = str(record["text"]).replace("{context}", "{passage}")
        if "{passage}" not in words:
            words = f"{words}\n{SEED_LIST}"
        shelf.templates.append(Template(str(record["hash"]), words))
    raw = folder / "raw_generated_data_for_example_project.csv"
    if raw.is_file():
        with raw.open(encoding="utf-8", newline="") as lines:
            contexts = {str(row["context"]): None for row in csv.DictReader(lines)}
        for context in contexts:
            shelf.put_passage(context[:6_000])
    return shelf


def graded_answers(folder: Path) -> Shelf:
    """Load grading prompts with the critiques they got."""
    shelf = Shelf()
    for path in sorted(folder.glob("*.jsonl")):
        for record in read_lines(path, shelf):
            text = Text(str(record["usrmsg"]), str(record["target_output"]), "grading")
            shelf.put(Role.RUBRIC, text)
    return shelf


def reasoning_traces(folder: Path) -> Shelf:
    """Load tasks under a forced-reasoning ending, and the traces they got."""
    shelf = Shelf()
    for path in sorted(folder.glob("*.json")):
        for record in read_json(path):
            prompt = str(record["instruction"]).replace("\\n", "\n")
            shelf.put(Role.TRACE, Text(prompt, str(record["response"]), "reasoning"))
    return shelf


def tool_dialogues(folder: Path) -> Shelf:
    """Load generated agent talks with tool definitions (first user turn and answer)."""
    shelf = Shelf()
    for record in read_json(folder / "glaive_toolcall_en_demo.json"):
        tools = tuple(orjson.dumps(tool).decode() for tool in orjson.loads(record["tools"]))
        said = [str(m["value"]) for m in record["conversations"]]
        kinds = [str(m["from"]) for m in record["conversations"]]
        if tools and "human" in kinds:
            first = kinds.index("human")
            answer = said[first + 1] if first + 1 < len(said) else ""
            shelf.put(Role.TOOL_TASK, Text(said[first], answer, "tool_use", None, tools))
    return shelf


def tool_reasoning(folder: Path) -> Shelf:
    """Load single-turn tool tasks under a system prompt, with reasoning in the answer."""
    shelf = Shelf()
    for record in read_lines(folder / "reason_tool_use_demo_50.jsonl", shelf):
        listed = record["tools"]
        parsed = orjson.loads(listed) if isinstance(listed, str) else listed
        tools = tuple(orjson.dumps(tool).decode() for tool in parsed)
        said = {
            str(m["role"]): "\n".join(str(part["value"]) for part in m["content"])
            for m in reversed(record["messages"])
        }
        system, answer = said.get("system"), said.get("assistant", "")
        if tools:
            prompt = said.get("user", "")
            shelf.put(Role.TOOL_TASK, Text(prompt, answer, "tool_use", system, tools))
    return shelf
