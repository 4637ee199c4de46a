"""Record linkage on what accounts were registered and paid with, by the package splink.

Fellegi and Sunter's model asks of two accounts: are they one person's? It knows nothing of
what was asked for, so a household, a company or a class is as good a cluster as a farm. The
probability it states is that of a link between two accounts, not of a harvest, which is why
no error rate is stated for a group.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import duckdb
import pyarrow as pa

from stillwatch.lab.bench.detector import Found, FoundGroup
from stillwatch.store.duckdb_engine import DuckEngine

ATTRIBUTES: Final = ("payment_id", "device_id", "signup_ip", "email_domain", "signup_hour")
_PERSONAL: Final = ("payment_id", "device_id", "signup_ip")
"""What belongs to few accounts, so that pairs can be built of all that share it."""
_BATCH: Final = ("email_domain", "signup_hour")
"""What only together belongs to few."""


@dataclass(frozen=True, slots=True)
class SharedAttributes:
    """splink, untuned: its documented steps with its defaults."""

    name: str = "shared_attributes"
    source: str = "splink 5 (Linacre et al., IJPDS 2022): Fellegi-Sunter with EM"
    setting: str = (
        "exact matches of payment, device, sign-up address, mail domain, sign-up hour, with "
        "term frequencies; u from 1e7 random pairs, m by EM per blocking rule, prior from "
        "deterministic rules at recall 0.7; clusters of two and more at probability 0.95"
    )
    threshold: float = 0.95

    def find(self, engine: DuckEngine) -> Found:
        """Name clusters of linked accounts; refused where fewer than two attributes are there."""
        accounts = engine.read(account_sql())
        present = [n for n in ATTRIBUTES if accounts.column(n).null_count < accounts.num_rows]
        rules = _blocking(accounts, present)
        if len(present) < 2 or set(present) == set(_BATCH):
            told = f"fewer than two of {', '.join(ATTRIBUTES)} are logged (the last two are one)"
            return Found(refused=told)
        if not rules:
            return Found()
        try:
            with _quiet():
                links, clusters = _linked(accounts, present, rules, self.threshold)
        except ValueError as fault:
            # Its own expectation-maximisation may run into a probability that is no number.
            return Found(refused=f"splink could not be trained: {' '.join(str(fault).split())}")
        scores: dict[str, float] = {}
        for one, other, weight in zip(*links.to_pydict().values(), strict=True):
            for account in (one, other):
                scores[account] = max(scores.get(account, weight), weight)
        return Found(named=_groups(clusters), scores=scores)


def account_sql() -> str:
    """Return SQL for one row per account with the first value of each attribute."""
    first = ", ".join(
        f"arg_min({column}, ts) FILTER ({column} IS NOT NULL) AS {column}"
        for column in ("payment_id", "device_id", "signup_ip", "email_domain")
    )
    return f"""
        SELECT account_id AS unique_id, {first},
            strftime(min(signup_ts), '%Y-%m-%d %H:00') AS signup_hour
        FROM exchange GROUP BY account_id ORDER BY account_id"""


def _blocking(accounts: pa.Table, present: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the columns of each blocking rule by which any two accounts meet."""
    rules: list[tuple[str, ...]] = [(name,) for name in _PERSONAL if name in present]
    if all(name in present for name in _BATCH):
        rules.append(_BATCH)
    return [rule for rule in rules if _meet(accounts.select(rule))]


def _meet(columns: pa.Table) -> bool:
    whole = columns.drop_null()
    distinct: int = whole.group_by(columns.column_names).aggregate([]).num_rows
    return distinct < len(whole)


def _linked(
    accounts: pa.Table, present: Sequence[str], rules: Sequence[tuple[str, ...]], threshold: float
) -> tuple[pa.Table, pa.Table]:
    """Train the model on the accounts themselves; return links with weights, and clusters."""
    import splink.comparison_library as comparing
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    # Typed for lists that may hold other ways of writing a rule, too.
    blocking: list[Any] = [block_on(*rule) for rule in rules]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            comparing.ExactMatch(name).configure(term_frequency_adjustments=True)
            for name in present
        ],
        blocking_rules_to_generate_predictions=blocking,
    )
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET enable_progress_bar = false")
        backend = DuckDBAPI(connection)
        linker = Linker(backend.register(accounts), settings, log_level=logging.CRITICAL)
        training = linker.training
        training.estimate_probability_two_random_records_match(blocking, recall=0.7)
        training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
        for rule, columns in zip(blocking, rules, strict=True):
            if set(columns) != set(present):  # Else its pairs have nothing left to compare.
                training.estimate_parameters_using_expectation_maximisation(rule)
        links = linker.inference.predict(threshold_match_probability=threshold)
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            links, threshold_match_probability=threshold
        )
        return (
            links.as_duckdbpyrelation()
            .select("unique_id_l", "unique_id_r", "match_weight")
            .to_arrow_table(),
            clusters.as_duckdbpyrelation().select("unique_id", "cluster_id").to_arrow_table(),
        )


def _groups(clusters: pa.Table) -> list[FoundGroup]:
    """Return the clusters of two and more accounts, the largest first."""
    members: dict[str, list[str]] = {}
    for account, cluster in zip(*clusters.to_pydict().values(), strict=True):
        members.setdefault(cluster, []).append(account)
    groups = (tuple(sorted(group)) for group in members.values() if len(group) >= 2)
    return [FoundGroup(group) for group in sorted(groups, key=lambda g: (-len(g), g))]


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep splink's advice to its analyst out of the benchmark's output."""
    logger = logging.getLogger("splink")
    level = logger.level
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            logger.setLevel(logging.CRITICAL)
            yield
        finally:
            logger.setLevel(level)
