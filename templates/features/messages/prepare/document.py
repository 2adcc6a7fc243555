"""The AsyncAPI document of a service (https://www.asyncapi.com/docs/reference/specification/v3.0.0)."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

Json = dict[str, object]

VERBS = {"send": "sends", "receive": "receives"}
ABOUT_MESSAGES = {*VERBS.values(), "encoding", "contentType", "schemaFormat"}
"""What a slot says of a channel for the sake of its messages."""

HEADERS: Json = {"$ref": "#/components/schemas/Headers"}


class Events(NamedTuple):
    """The schemas of the events that the service sends and of those that it receives, by the events' names."""

    sent: Mapping[str, Json]
    received: Mapping[str, Json]

    def of(self, action: str) -> Mapping[str, Json]:
        """Return those of an operation's action."""
        return self.sent if action == "send" else self.received


class Carried(NamedTuple):
    """A message that goes over a channel."""

    action: str
    event: str
    file: str | None
    """The schema's file, relative to the document, where the data is not JSON."""


def document(info: Json, channels: Mapping[str, Json], events: Events, schemas: Mapping[str, Json]) -> Json:
    """Return the document; `channels` say what they carry: all in JSON, or what `sends` and `receives` list.

    Where these map names to files, the data is in the `encoding` of the channel, by the schemas in the files.
    """
    return {
        "asyncapi": "3.0.0",
        "info": info,
        "defaultContentType": "application/json",
        "channels": {name: _channel(described, events) for name, described in channels.items()},
        "operations": dict(_operations(channels, events)),
        "components": {
            "messages": dict(_messages(channels, events)),
            "schemas": {**schemas, **events.sent, **events.received},
        },
    }


def _carried(described: Json, events: Events) -> Iterator[Carried]:
    for action, verb in VERBS.items():
        listed = described.get(verb, list(events.of(action)))
        files = cast("Mapping[str, str]", listed if isinstance(listed, dict) else {})
        for event in cast("list[str]", listed):
            yield Carried(action, event, files.get(event))


def _id(described: Json, carried: Carried) -> str:
    return f"{carried.event}.{described['encoding']}" if carried.file else carried.event


def _channel(described: Json, events: Events) -> Json:
    shown = {name: value for name, value in described.items() if name not in ABOUT_MESSAGES}
    ids = [_id(described, carried) for carried in _carried(described, events)]
    return {**shown, "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in ids}}


def _operations(channels: Mapping[str, Json], events: Events) -> Iterator[tuple[str, Json]]:
    for channel, described in channels.items():
        place = f"#/channels/{channel}"
        for action in VERBS:
            ids = [_id(described, carried) for carried in _carried(described, events) if carried.action == action]
            messages = [{"$ref": f"{place}/messages/{name}"} for name in ids]
            if messages:
                yield f"{action}.{channel}", {"action": action, "channel": {"$ref": place}, "messages": messages}


def _messages(channels: Mapping[str, Json], events: Events) -> Iterator[tuple[str, Json]]:
    for described in channels.values():
        for carried in _carried(described, events):
            message: Json = {
                "name": carried.event.rpartition(".")[2],
                "title": events.of(carried.action)[carried.event]["title"],
                "headers": HEADERS,
            }
            yield _id(described, carried), message | _data(described, carried)


def _data(described: Json, carried: Carried) -> Json:
    if carried.file is None:
        return {"payload": {"$ref": f"#/components/schemas/{carried.event}"}}
    payload: Json = {"schemaFormat": described["schemaFormat"], "schema": {"$ref": carried.file}}
    return {"contentType": described["contentType"], "payload": payload}
