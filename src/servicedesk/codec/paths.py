"""Where in a document a fault lies."""

import json


def step(key: object) -> str:
    """One step of a JSON path: `.week`, `[0]` or `["2026-01-01"]`."""
    if isinstance(key, int):
        return f"[{key}]"
    text = str(key)
    if text.isidentifier() and len(text) <= 100:
        return f".{text}"
    return f"[{json.dumps(text[:100], ensure_ascii=False)}]"
