"""The list of all signals; a new file must be named here to count."""

from __future__ import annotations

from typing import Final

from stillwatch.model.signal import MeasureSignal, Signal, TieSignal
from stillwatch.signals.measures import (
    capability_concentration,
    conversation_shape,
    data_generation,
    even_load,
    flat_hours,
    hopping_talks,
    joint_start,
    limit_saturation,
    no_reading_time,
    one_off_coverage,
    output_yield,
    pipeline_prompts,
    plan_to_usage,
    reasoning_elicitation,
    reasoning_yield,
    rubric_grading,
    slots_under_template,
    steady_gaps,
    unread_answers,
)
from stillwatch.signals.ties import (
    address,
    client_build,
    device,
    injected_prefix,
    injected_suffix,
    near_duplicate,
    network_block,
    payment,
    prompt_repeat,
    reasoning_artifact,
    registration_batch,
    request_configuration,
    shared_conversation,
    signup_address,
    system_instructions,
    template,
    tool_schemas,
)

TIES: Final[tuple[TieSignal, ...]] = (
    address.SIGNAL,
    client_build.SIGNAL,
    device.SIGNAL,
    injected_prefix.SIGNAL,
    injected_suffix.SIGNAL,
    near_duplicate.SIGNAL,
    network_block.SIGNAL,
    payment.SIGNAL,
    prompt_repeat.SIGNAL,
    reasoning_artifact.SIGNAL,
    registration_batch.SIGNAL,
    request_configuration.SIGNAL,
    shared_conversation.SIGNAL,
    signup_address.SIGNAL,
    system_instructions.SIGNAL,
    template.SIGNAL,
    tool_schemas.SIGNAL,
)

MEASURES: Final[tuple[MeasureSignal, ...]] = (
    capability_concentration.SIGNAL,
    conversation_shape.SIGNAL,
    data_generation.SIGNAL,
    even_load.SIGNAL,
    flat_hours.SIGNAL,
    hopping_talks.SIGNAL,
    joint_start.SIGNAL,
    limit_saturation.SIGNAL,
    no_reading_time.SIGNAL,
    one_off_coverage.SIGNAL,
    output_yield.SIGNAL,
    pipeline_prompts.SIGNAL,
    plan_to_usage.SIGNAL,
    reasoning_elicitation.SIGNAL,
    reasoning_yield.SIGNAL,
    rubric_grading.SIGNAL,
    slots_under_template.SIGNAL,
    steady_gaps.SIGNAL,
    unread_answers.SIGNAL,
)

SIGNALS: Final[dict[str, Signal]] = {signal.name: signal for signal in (*TIES, *MEASURES)}
