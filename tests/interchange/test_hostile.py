"""Documents from elsewhere are either understood or refused with an error of ours."""

import copy
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from servicedesk.calendars import BusinessCalendar
from servicedesk.errors import ServiceDeskError
from servicedesk.interchange import (
    calendar_from_ical,
    calendar_to_ical,
    closures_from_ical,
    from_odoo,
    from_zendesk,
    to_odoo,
    to_zendesk,
)

FIRST, LAST = date(2026, 9, 1), date(2026, 10, 31)
DESK = BusinessCalendar("Asia/Shanghai", "Mon-Fri 08:30-12:00,13:00-17:30", holidays="CN")
ODOO = to_odoo(DESK, first=FIRST, last=LAST).value
ZENDESK = to_zendesk(DESK, first=FIRST, last=LAST).value
ICAL = calendar_to_ical(DESK, first=FIRST, last=LAST, stamp=datetime(2026, 1, 1, tzinfo=UTC)).value

ODD = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        -1,
        10**30,
        1.5,
        float("nan"),
        float("inf"),
        "",
        "x",
        "24:00",
        "9999-12-31",
        "0001-01-01",
        "9999-12-31 23:59:59",
        "0001-01-01 00:00:00",
        [],
        {},
        [[]],
        {"x": 1},
    ]
) | st.text(max_size=5)


def places(document, path=()):
    """Every path into a JSON document."""
    yield path
    items = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in items:
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))
        else:
            yield (*path, key)


def put(document, path, value):
    """A copy of *document* with *value* at *path*."""
    if not path:
        return value
    changed = copy.copy(document)
    changed[path[0]] = put(document[path[0]], path[1:], value)
    return changed


def answered_or_refused(read, *given):
    try:
        assert read(*given).value is not None
    except ServiceDeskError as error:
        said = str(error)
    else:
        said = "understood"
    assert said


@given(st.sampled_from([path for path in places(ODOO) if path]), ODD)
def test_odoo_documents_with_one_thing_changed(path, value):
    answered_or_refused(from_odoo, put(ODOO, path, value))


@given(st.sampled_from([path for path in places(ZENDESK) if path]), ODD)
def test_zendesk_documents_with_one_thing_changed(path, value):
    changed = put(ZENDESK, path, value)
    holidays = changed["holidays"]
    answered_or_refused(from_zendesk, changed, holidays)


@given(st.integers(0, len(ICAL)), st.integers(0, 60), st.text(max_size=12))
def test_icalendar_text_with_a_piece_cut_out_or_changed(start, length, piece):
    text = ICAL[:start] + piece + ICAL[start + length :]
    answered_or_refused(calendar_from_ical, text)
    answered_or_refused(lambda given: closures_from_ical(given, first=FIRST, last=LAST), text)


@given(ODD)
def test_anything_else_is_refused(value):
    for read in (from_odoo, from_zendesk, calendar_from_ical):
        answered_or_refused(read, value)
