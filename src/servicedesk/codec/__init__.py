"""Every public value as plain JSON data, and back.

`unstructure` gives dicts, lists, text, integers, booleans and None, ready for `json.dumps`;
`structure` gives the value again, equal to the first, or an error that says where in the document
the fault lies (`$.week.mon[0][1]`). Nothing is guessed: unknown keys and tags, floats, and numbers
or booleans in another's place are refused.
"""

from servicedesk.codec.documents import (
    SCHEMA_VERSION,
    structure,
    to_document,
    unstructure,
)
from servicedesk.codec.schema import json_schema
from servicedesk.codec.texts import (
    parse_duration,
    parse_instant,
    write_duration,
    write_instant,
)

__all__ = [
    "SCHEMA_VERSION",
    "json_schema",
    "parse_duration",
    "parse_instant",
    "structure",
    "to_document",
    "unstructure",
    "write_duration",
    "write_instant",
]
