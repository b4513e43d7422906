"""What a host stores and reads again: the kind that is asked for is the type that comes back."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, assert_type

from servicedesk import BusinessCalendar, Contract, Event, Policy, ServiceDeskError, Statement
from servicedesk.codec import (
    json_schema,
    parse_duration,
    parse_instant,
    structure,
    to_document,
    unstructure,
    write_instant,
)
from servicedesk.versions import Dated

data: dict[str, object] = {"timezone": "Asia/Shanghai", "week": {"mon": [["09:00", "17:00"]]}}

assert_type(structure(data, BusinessCalendar), BusinessCalendar)
assert_type(structure(data, Policy), Policy)
assert_type(structure(data, Statement), Statement)
assert_type(structure([], tuple[Event, ...]), tuple[Event, ...])
assert_type(structure(data, Dated[Contract]), Dated[Contract])
assert_type(json_schema(Policy), dict[str, Any])
assert_type(to_document(structure(data, Policy)), dict[str, Any])
assert_type(unstructure(timedelta(hours=4)), Any)
assert_type(parse_duration("PT4H"), timedelta)
assert_type(parse_instant("2026-01-05T09:00:00+08:00"), datetime)
assert_type(write_instant(datetime(2026, 1, 5, tzinfo=UTC)), str)


def version_of(history: Dated[Contract], day: date) -> Contract:
    """A dated value keeps the type of what it dates."""
    assert_type(history.at(day), Contract)
    return history.at(day)


def complaint_of(error: ServiceDeskError) -> str:
    """An error is data too."""
    assert_type(error.where, str)
    assert_type(error.got, str)
    assert_type(error.expected, str)
    return f"{error.where}: {error}"
