"""Values that are one text in JSON: instants, dates, times, durations, exact numbers."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pendulum
from attrs import frozen

from servicedesk.errors import (
    InvalidDocument,
    NaiveDatetime,
    OutOfRange,
    ServiceDeskError,
    check_aware,
    check_type,
)
from servicedesk.money import Ratio, decimal_of
from servicedesk.spans import ZERO

_MICROSECOND = timedelta(microseconds=1)
_MICROSECONDS_OF = {"H": 3_600_000_000, "M": 60_000_000, "S": 1_000_000}

# JSON Schema shows these patterns too, hence [0-9], which means the same everywhere
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_SECONDS = r"(?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
_DATE = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_OFFSET = r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?)"
_NUMBER = r"-?[0-9]{1,60}(?:\.[0-9]{1,60})?"
_WHOLE = r"[0-9]{1,16}"
_BROKEN = rf"{_WHOLE}(?:\.[0-9]{{1,6}})?"
_HOURS, _MINUTES = rf"(?:{_WHOLE}H)?", rf"(?:{_WHOLE}M)?"
_DURATION = rf"-?PT(?:{_HOURS}{_MINUTES}{_BROKEN}S|{_HOURS}{_BROKEN}M|{_BROKEN}H)"

_LOCAL = re.compile(rf"{_DATE}[T ]{_CLOCK}{_SECONDS}")
_PART = re.compile(r"([0-9.]+)([HMS])")


class Clock(str):
    """A reading of the clock on the wall, 24:00 included."""

    __slots__ = ()


@frozen
class TextForm:
    """How the values of one type are written as text.

    Attributes:
        name: what the text is called in messages and in the tag that marks it in a union.
        pattern: what every such text matches, without anchors.
        example: a right one.
        parse: the value of a text that matches.
        write: the text of a value.
    """

    name: str
    pattern: str
    example: str
    parse: Callable[[str], Any]
    write: Callable[[Any], str]

    def accepts(self, text: str) -> bool:
        return re.fullmatch(self.pattern, text) is not None

    def read(self, text: object) -> Any:
        """The value that *text* names.

        Raises:
            InvalidDocument: for another text, or no text.
            NaiveDatetime: for an instant without its offset.
            OutOfRange: for a value too large to be meant.
        """
        expected = f'text as "{self.example}"'
        if not isinstance(text, str):
            raise InvalidDocument(
                f"{type(text).__name__} given for {self.name}", got=text, expected=expected
            )
        if self.accepts(text):
            try:
                return self.parse(text)
            except ServiceDeskError as error:
                error.where = ""  # the caller knows where the text stands
                raise
        if self.name == "instant" and _LOCAL.fullmatch(text):
            raise NaiveDatetime("an instant without its offset", got=text, expected=expected)
        raise InvalidDocument(f"not a text of {self.name}", got=text, expected=expected)


def parse_duration(text: str) -> timedelta:
    """The duration that ISO 8601 text of hours, minutes and seconds names, to the microsecond.

    Hours are unbounded ("PT1560H"), the last part may have a fraction ("PT1.5H", "PT0.25S") and
    "-PT1H" is negative. There are no days: a day of what calendar? (design 4.10)

    Raises:
        InvalidDocument: for any other text.
        OutOfRange: for more than a `timedelta` holds.
    """
    return TEXTS[timedelta].read(text)  # type: ignore[no-any-return]


def _duration(text: str) -> timedelta:
    micros = sum(Fraction(number) * _MICROSECONDS_OF[unit] for number, unit in _PART.findall(text))
    if micros.denominator != 1:
        raise InvalidDocument("finer than a microsecond", got=text)
    try:
        return timedelta(microseconds=-int(micros) if text.startswith("-") else int(micros))
    except OverflowError:
        raise OutOfRange("duration out of range", got=text) from None


def write_duration(duration: timedelta) -> str:
    """The duration as ISO 8601 in hours, minutes and seconds: "PT4H", "-PT0.25S", "PT0S"."""
    check_type(duration, timedelta, where="duration")
    hours, rest = divmod(abs(duration) // _MICROSECOND, _MICROSECONDS_OF["H"])
    minutes, rest = divmod(rest, _MICROSECONDS_OF["M"])
    seconds, micros = divmod(rest, _MICROSECONDS_OF["S"])
    fraction = f".{micros:06d}".rstrip("0") if micros else ""
    parts = [f"{hours}H"] if hours else []
    if minutes:
        parts.append(f"{minutes}M")
    if seconds or micros or not parts:
        parts.append(f"{seconds}{fraction}S")
    return ("-" if duration < ZERO else "") + "PT" + "".join(parts)


def parse_instant(text: str) -> datetime:
    """The instant that ISO 8601 text with an offset names, to the microsecond.

    Raises:
        NaiveDatetime: for text without an offset.
        InvalidDocument: for any other text, and for a date that does not exist.
        OutOfRange: for the first and last year that Python knows.
    """
    return TEXTS[datetime].read(text)  # type: ignore[no-any-return]


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidDocument(f"no such instant: {error}", got=text) from None
    check_aware(instant)
    return instant.replace(tzinfo=UTC) if instant.utcoffset() == ZERO else instant


def write_instant(instant: datetime) -> str:
    """The instant as ISO 8601 with its offset: "2026-01-05T09:00:00+08:00".

    Raises:
        NaiveDatetime: for a datetime without an offset.
    """
    check_aware(instant, where="instant")
    offset = datetime.utcoffset(instant)
    assert offset is not None  # noqa: S101 - checked, for the type checker
    if offset.microseconds:
        return instant.astimezone(UTC).isoformat()
    # unbound, so that every subclass is written in the same way
    return datetime.isoformat(datetime.replace(instant, tzinfo=timezone(offset)))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidDocument(f"no such date: {error}", got=text) from None


def _write_decimal(number: Decimal) -> str:
    return _bounded(f"{decimal_of(number):f}", TEXTS[Decimal])


def _write_ratio(ratio: Ratio) -> str:
    return _bounded(str(ratio), TEXTS[Ratio])


def _bounded(text: str, form: TextForm) -> str:
    if form.accepts(text):
        return text
    raise OutOfRange("number out of range", got=text, expected="60 digits")


TEXTS: Mapping[type, TextForm] = {
    datetime: TextForm(
        "instant",
        f"{_DATE}T{_CLOCK}{_SECONDS}{_OFFSET}",
        "2026-01-05T09:00:00+08:00",
        _instant,
        write_instant,
    ),
    pendulum.DateTime: TextForm(
        "instant",
        f"{_DATE}T{_CLOCK}{_SECONDS}{_OFFSET}",
        "2026-01-05T09:00:00+08:00",
        lambda text: pendulum.instance(_instant(text)),
        write_instant,
    ),
    date: TextForm("date", _DATE, "2026-01-05", _date, date.isoformat),
    Clock: TextForm(
        "time of day",
        r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?|24:00(?::00)?)",
        "08:30",
        Clock,
        str,
    ),
    timedelta: TextForm("duration", _DURATION, "PT4H", _duration, write_duration),
    Decimal: TextForm("decimal", _NUMBER, "1380.00", Decimal, _write_decimal),
    Ratio: TextForm(
        "ratio", rf"{_NUMBER}%?|-?[0-9]{{1,60}}/[0-9]{{1,60}}", "8/31", Ratio.of, _write_ratio
    ),
}
"""The types that are text in JSON; of `Decimal` and `Ratio` every other two never look alike."""
