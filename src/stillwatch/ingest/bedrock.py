"""Amazon Bedrock model invocation logs (ModelInvocationLog 1.0), as delivered to S3.

`account_id` is the caller's ARN, `org_id` the cloud account. Bodies too large for a record
lie beside the logs under `data/`; they are followed where they are within the given folder.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any, Final

from stillwatch.ingest.chat import answer_of, asked
from stillwatch.ingest.files import BEDROCK_BODIES
from stillwatch.ingest.jsonlines import first_records, looks_like_json
from stillwatch.ingest.jsonvalues import as_dict, as_list, json_or_none, to_json
from stillwatch.ingest.records import Fields, NotThisRecordError, RecordFormat, first_of
from stillwatch.ingest.source import Source
from stillwatch.ingest.status import DENIED, ERROR, SUCCESS
from stillwatch.ingest.streams import read_all
from stillwatch.model.errors import InputError

SCHEMA: Final = "ModelInvocationLog"
BODY_LIMIT: Final = 64 << 20
_ROOT: Final = "AWSLogs"
_DENIALS: Final = ("Throttling", "AccessDenied", "ServiceQuotaExceeded", "Unauthorized")
_OPERATIONS: Final = {
    "Converse": "chat",
    "ConverseStream": "chat",
    "InvokeModel": "chat",
    "InvokeModelWithResponseStream": "chat",
}


class BedrockFormat(RecordFormat):
    """One record per invocation."""

    name = "bedrock"

    def recognise(self, head: bytes, source: Source) -> str | None:
        """Know the log by its schemaType."""
        if not looks_like_json(head):
            return None
        found = any(record.get("schemaType") == SCHEMA for record in first_records(head))
        long_one = b'"schemaType"' in head[:200] and SCHEMA.encode() in head[:200]
        return f"schemaType is {SCHEMA}" if found or long_one else None

    def fields_of(self, record: dict[str, Any], source: Source) -> Fields | None:
        """Return the fields of one invocation."""
        if record.get("schemaType") != SCHEMA:
            raise NotThisRecordError(f"schemaType is not {SCHEMA}")
        sent, got = as_dict(record.get("input")), as_dict(record.get("output"))
        body = _body(sent, "input", source)
        answer = _body(got, "output", source)
        operation = first_of(record, "operation")
        return {
            "ts": record.get("timestamp"),
            "request_id": record.get("requestId"),
            "account_id": first_of(as_dict(record.get("identity")), "arn"),
            "org_id": record.get("accountId"),
            "model": _model(first_of(record, "modelId") or first_of(sent, "modelId")),
            "surface": "cloud",
            "operation": _OPERATIONS.get(str(operation), operation),
            "stream": "Stream" in operation if isinstance(operation, str) else None,
            "status": _status(first_of(record, "errorCode", "status")),
            "input_tokens": sent.get("inputTokenCount"),
            "cache_read_tokens": sent.get("cacheReadInputTokenCount"),
            **_answered(got, answer),
            **_asked_for(as_dict(body)),
            "metadata": _kept(record),
        }


def _asked_for(body: dict[str, Any]) -> Fields:
    config: dict[str, Any] = {**body}
    for part in ("inferenceConfig", "textGenerationConfig", "generationConfig"):
        config.update(as_dict(body.get(part)))
    words = asked(
        first_of(body, "messages", "prompt", "inputText", "input"),
        system=body.get("system"),
        tools=first_of(body, "tools") or as_dict(body.get("toolConfig")).get("tools"),
    )
    return {
        **words.fields(),
        "temperature": config.get("temperature"),
        "max_tokens": first_of(
            config,
            "maxTokens",
            "max_tokens",
            "max_completion_tokens",
            "max_new_tokens",
            "maxTokenCount",
            "max_tokens_to_sample",
            "max_gen_len",
        ),
        "choice_count": config.get("n"),
    }


def _answered(got: dict[str, Any], answer: Any) -> Fields:
    """Return what the answer says; a streamed answer is a list of events."""
    body = as_dict(answer)
    events = [body] if body else [as_dict(event) for event in as_list(answer)]
    usage: dict[str, Any] = {}
    finish: Any = None
    for event in events:
        inner = as_dict(event.get("message"))
        usage.update(as_dict(event.get("usage")) or as_dict(inner.get("usage")))
        usage.update(as_dict(as_dict(event.get("metadata")).get("usage")))
        finish = _finish(event) or finish
    count = got.get("outputTokenCount")
    if count is None:
        count = first_of(usage, "outputTokens", "output_tokens", "completion_tokens")
    latency = as_dict(body.get("metrics")).get("latencyMs")
    return {
        "output_tokens": count,
        "response": answer_of(answer),
        "finish_reason": finish,
        "duration_ms": latency,
    }


def _finish(event: dict[str, Any]) -> Any:
    found = first_of(event, "stopReason", "stop_reason", "completionReason")
    if found is None:
        delta = as_dict(event.get("delta")) or as_dict(event.get("messageStop"))
        found = first_of(delta, "stop_reason", "stopReason")
    for part in ("results", "choices", "outputs"):
        items = as_list(event.get(part))
        if found is None and items:
            found = first_of(as_dict(items[0]), "completionReason", "finish_reason", "stop_reason")
    return found


def _body(part: dict[str, Any], side: str, source: Source) -> Any:
    body = part.get(f"{side}BodyJson")
    if body is not None:
        return body
    path = _beside(part.get(f"{side}BodyS3Path"), source.path)
    if path is None:
        return None
    try:
        raw, _ = read_all(Source(path, str(path), 0), BODY_LIMIT)
    except InputError:
        return None
    return json_or_none(raw)


def _beside(address: Any, log: Path) -> Path | None:
    """Return the file of a body that S3 had at `address`, if it lies in the log's folder."""
    if not isinstance(address, str) or not address.startswith("s3://") or "\0" in address:
        return None
    parts = PurePosixPath(address.removeprefix("s3://")).parts[1:]
    if not parts or ".." in parts:
        return None
    here = log.absolute().parts
    candidates = [log.parent / BEDROCK_BODIES / parts[-1], log.parent / parts[-1]]
    if _ROOT in here and _ROOT in parts:
        top = Path(*here[: here.index(_ROOT)])
        candidates.insert(0, top.joinpath(*parts[parts.index(_ROOT) :]))
    return next((path for path in candidates if path.is_file()), None)


def _model(model: Any) -> Any:
    """Return the model or profile id without the ARN around it."""
    return model.rpartition("/")[2] or model if isinstance(model, str) else model


def _status(code: Any) -> str:
    if code is None or str(code).lower() in ("success", "ok", "200"):
        return SUCCESS
    return DENIED if str(code).startswith(_DENIALS) else ERROR


def _kept(record: dict[str, Any]) -> str | None:
    names = ("region", "inferenceRegion", "errorCode", "requestMetadata")
    kept = {name: record[name] for name in names if record.get(name)}
    return to_json(kept) if kept else None
