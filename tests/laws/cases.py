"""The conformance cases of business time."""

import re
from datetime import timedelta

from servicedesk.testing.conformance import cases


def rows():
    """All cases."""
    return list(cases("calendar.jsonl"))


def duration(text):
    """`PT1560H`, `-PT0.5S`, `PT1H30M` as a timedelta."""
    match = re.fullmatch(r"(-?)PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,6}))?S)?", text)
    sign, hours, minutes, seconds, fraction = match.groups()
    value = timedelta(
        hours=int(hours or 0),
        minutes=int(minutes or 0),
        seconds=int(seconds or 0),
        microseconds=int((fraction or "").ljust(6, "0")),
    )
    return -value if sign else value
