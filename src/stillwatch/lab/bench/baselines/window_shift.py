"""How far an account's window of requests lies from everybody's, by maximum mean discrepancy.

The paper embeds queries, compares a window of traffic with benign traffic, and calibrates on
windows drawn from benign traffic itself. Here the window is an account's, the embedding is the
sketch's own (no text is kept), and the null is windows of the same size drawn at random from
the whole population, since a provider has no traffic known to be benign. That null says what
the method can say: an account unlike the average. Any account with one topic or one language
is that, so what it names need not be an attack; and it ties no two accounts together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from stillwatch.lab.bench.detector import Found, FoundGroup
from stillwatch.store.duckdb_engine import DuckEngine

Matrix = NDArray[np.float32]

TEMPLATE_BUCKETS = 32
FREQUENCIES = 128
"""Random Fourier frequencies, a cosine and a sine each (Rahimi and Recht, NIPS 2007)."""
PAIRS = 4_000
"""Pairs of requests the median distance is taken over."""
SEED = 1


@dataclass(frozen=True, slots=True)
class WindowShift:
    """Unbiased MMD² per account, RBF kernel, p-values by resampling, Benjamini-Hochberg."""

    name: str = "window_shift"
    source: str = "MMD window test: Liu, Guo and Dong, arXiv 2606.05725; Gretton et al., JMLR 2012"
    setting: str = (
        "latest 1,500 requests per account (the paper's window), at least 10; sketch features "
        "instead of sentence embeddings; RBF at the median distance; 1,999 windows drawn from "
        "the population; false discovery rate 0.05 over accounts"
    )
    window: int = 1_500
    least: int = 10
    reference: int = 5_000
    """Requests of the reference, and of the pool that null windows are drawn from."""
    draws: int = 1_999
    error_rate: float = 0.05

    def find(self, engine: DuckEngine) -> Found:
        """Name single accounts; refused where no prompt was sketched."""
        requests = engine.read(request_sql(self.window))
        if requests.num_rows == 0:
            return Found(refused="no prompt was logged, so there is nothing to embed")
        chance = np.random.default_rng(SEED)
        embedded = _fourier(_features(requests), chance)
        pool = chance.permutation(len(embedded))[: 2 * self.reference]
        reference, benign = np.array_split(embedded[pool], 2)
        accounts = requests.column("account_id").combine_chunks().dictionary_encode()
        sums, sizes = _sums(embedded, accounts.indices.to_numpy(), len(accounts.dictionary))
        judged = np.flatnonzero(sizes >= self.least)
        if not len(judged) or len(reference) < 2:
            return Found()
        statistic = _discrepancy(sums[judged], sizes[judged], reference)
        p, strength = _against_null(statistic, sizes[judged], reference, benign, self.draws)
        rates = _adjusted(p)
        names = [str(accounts.dictionary[int(place)]) for place in judged]
        order = np.lexsort((-strength, rates))
        return Found(
            named=[
                FoundGroup((names[place],), float(rates[place]))
                for place in order
                if rates[place] <= self.error_rate
            ],
            scores=dict(zip(names, strength.tolist(), strict=True)),
        )


def request_sql(window: int) -> str:
    """Return SQL for the sketch of each account's latest `window` requests with a prompt."""
    return f"""
        SELECT account_id, coalesce(language, 'none') AS language,
            coalesce(capability, 'none') AS capability,
            template_hash % {TEMPLATE_BUCKETS} AS template,
            ln(1 + prompt_chars) AS prompt_chars, ln(1 + prompt_words) AS words,
            ln(1 + turn_count) AS turns, style_impersonal, style_structured,
            elicits_reasoning::INT AS elicits, asks_grading::INT AS grading,
            asks_generation::INT AS generation,
            sin(2 * pi() * extract('hour' FROM ts) / 24) AS hour_sine,
            cos(2 * pi() * extract('hour' FROM ts) / 24) AS hour_cosine
        FROM exchange WHERE prompt_chars IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY account_id ORDER BY ts DESC, request_id) <= {window}
        ORDER BY account_id, ts, request_id"""


def _features(requests: pa.Table) -> Matrix:
    """Return numbers with mean 0 and deviation 1 (0 where missing), then one-hot columns."""
    parts = []
    for name in requests.column_names[4:]:
        values = requests.column(name).to_numpy().astype(np.float64)
        spread = np.nanstd(values) if not np.isnan(values).all() else 0.0
        if spread > 0:
            parts.append(np.nan_to_num((values - np.nanmean(values)) / spread)[:, None])
    for name in ("language", "capability", "template"):
        codes = pc.fill_null(requests.column(name).cast(pa.string()), "none")
        codes = codes.combine_chunks().dictionary_encode()
        parts.append(np.eye(len(codes.dictionary))[codes.indices.to_numpy()])
    return np.hstack(parts).astype(np.float32)


def _fourier(features: Matrix, chance: np.random.Generator) -> Matrix:
    """Map to where inner products are the RBF kernel at the median distance; rows have norm 1."""
    one, other = chance.integers(len(features), size=(2, PAIRS))
    distances = np.linalg.norm(features[one] - features[other], axis=1)
    width = float(np.median(distances[distances > 0])) if distances.any() else 1.0
    waves = chance.normal(scale=1 / width, size=(features.shape[1], FREQUENCIES))
    phases = features @ waves.astype(np.float32)
    waved: Matrix = np.hstack([np.cos(phases), np.sin(phases)])
    return waved / np.float32(np.sqrt(FREQUENCIES))


def _sums(
    embedded: Matrix, account: NDArray[np.int32], accounts: int
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the sum and the number of each account's requests, which lie side by side."""
    sizes = np.bincount(account, minlength=accounts)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return np.add.reduceat(embedded, starts, axis=0, dtype=np.float64), sizes


def _discrepancy(
    sums: NDArray[np.float64], sizes: NDArray[np.int64], reference: Matrix
) -> NDArray[np.float64]:
    """Return the unbiased MMD² of windows, given by their sums, from the reference."""
    whole, count = reference.sum(axis=0, dtype=np.float64), len(reference)
    inside = (np.sum(sums**2, axis=1) - sizes) / (sizes * (sizes - 1.0))
    outside = (whole @ whole - count) / (count * (count - 1.0))
    across: NDArray[np.float64] = inside + outside - 2 * (sums @ whole) / (sizes * count)
    return across


def _against_null(
    statistic: NDArray[np.float64],
    sizes: NDArray[np.int64],
    reference: Matrix,
    benign: Matrix,
    draws: int,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each window's p-value and its distance from the null, in standard deviations.

    Null windows grow by a request at a time, so that one set of draws serves every size.
    """
    chance = np.random.default_rng(SEED)
    p, strength = np.ones(len(sizes)), np.zeros(len(sizes))
    grown = np.zeros((draws, benign.shape[1]))
    for size in range(1, int(sizes.max()) + 1):
        grown += benign[chance.integers(len(benign), size=draws)]
        same = sizes == size
        if same.any():
            null = _discrepancy(grown, np.full(draws, size), reference)
            above = (null[None, :] >= statistic[same, None]).sum(axis=1)
            p[same] = (1 + above) / (draws + 1)
            strength[same] = (statistic[same] - null.mean()) / null.std()
    return p, strength


def _adjusted(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the least false discovery rate at which each would be named (BH 1995)."""
    order = np.argsort(p, kind="stable")
    stepped = p[order] * len(p) / np.arange(1, len(p) + 1)
    rates = np.empty(len(p))
    rates[order] = np.minimum.accumulate(stepped[::-1])[::-1].clip(max=1.0)
    return rates
