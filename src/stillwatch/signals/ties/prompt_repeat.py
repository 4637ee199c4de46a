"""The same prompt."""

from __future__ import annotations

from stillwatch.model.signal import TieSignal


def items_sql(exchange: str) -> str:
    """Return SQL for the items: one a row that carries the value."""
    return f"""
        SELECT account_id, prompt_hash AS item, 'prompt ' || item_name(prompt_hash) AS label
        FROM {exchange} WHERE prompt_hash IS NOT NULL AND prompt_words >= 5"""


SIGNAL = TieSignal(
    name="prompt_repeat",
    title="The same prompt",
    axis="coordination",
    family="content",
    rationale=(
        "The same words from several accounts: a probe that is repeated, a task list that "
        "was handed out twice, a conversation that hops between accounts."
    ),
    references=(
        "THREATS.md, requirement 2: identical patterns",
        "SynchroTrap, CCS 2014",
    ),
    false_positives=(
        "public benchmarks",
        "a prompt of the day",
        "test prompts such as 'say hello'",
    ),
    requires=("prompt_hash",),
    items_sql=items_sql,
    row_items=("prompt_hash",),
    noun="the very same prompt",
)
