"""YAML of lock files: mappings, lists and texts, without tags, aliases or merging.

Built from events: the library's own way of making values follows its input into any depth.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from collectors.packages import Unusable

_DEEPEST = 40


def mapping(text: str) -> Mapping[str, Any]:
    """The first document. Raises `Unusable` for what is no mapping, or nested too deeply."""
    try:
        found = _first(text)
    except (yaml.YAMLError, ValueError, TypeError):
        raise Unusable("不是合法的 YAML") from None
    if not isinstance(found, dict):
        raise Unusable("YAML 的最外层不是映射")
    return found


def _first(text: str) -> Any:
    top: list[Any] = []
    waiting: list[_Open] = [_Open(top)]
    for event in yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
        if isinstance(event, yaml.AliasEvent):
            raise Unusable("YAML 里有别名，未读取")
        if isinstance(event, yaml.ScalarEvent):
            waiting[-1].take(event.value)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(waiting) > _DEEPEST:
                raise Unusable("嵌套过深，未读取")
            made: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            waiting[-1].take(made)
            waiting.append(_Open(made))
        elif isinstance(event, yaml.CollectionEndEvent):
            waiting.pop()
        elif isinstance(event, yaml.DocumentEndEvent):
            break
    return top[0] if top else None


class _Open:
    """A mapping or list that is being filled; keys that are no texts count as their writing."""

    def __init__(self, made: Any) -> None:
        self.made = made
        self.key: Any = None
        self.has_key = False

    def take(self, value: Any) -> None:
        if isinstance(self.made, list):
            self.made.append(value)
        elif self.has_key:
            self.made.setdefault(self.key, value)
            self.has_key = False
        else:
            self.key, self.has_key = value if isinstance(value, str) else "", True
