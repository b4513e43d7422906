"""Instants, dates, durations and numbers as text."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.codec import (
    parse_duration,
    parse_instant,
    structure,
    unstructure,
    write_duration,
    write_instant,
)
from servicedesk.errors import InvalidDocument, NaiveDatetime, OutOfRange, WrongType
from servicedesk.money import Ratio

NAIVE = datetime(2026, 1, 5)  # noqa: DTZ001
H, M, S, US = (
    timedelta(hours=1),
    timedelta(minutes=1),
    timedelta(seconds=1),
    timedelta(microseconds=1),
)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("PT4H", 4 * H),
        ("PT0S", 0 * S),
        ("PT1560H", 1560 * H),
        ("PT4H10M", 4 * H + 10 * M),
        ("PT1H30S", H + 30 * S),
        ("PT9H9M9S", 9 * H + 9 * M + 9 * S),
        ("PT90M", 90 * M),
        ("PT0.5S", 500_000 * US),
        ("PT0.000001S", US),
        ("PT1H0.25S", H + 250_000 * US),
        ("PT1.5H", 90 * M),
        ("PT2.5M", 150 * S),
        ("-PT1H", -H),
        ("-PT0.25S", -250_000 * US),
        ("PT000004H", 4 * H),
    ],
)
def test_durations_are_read(text, duration):
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (0 * S, "PT0S"),
        (4 * H, "PT4H"),
        (1560 * H, "PT1560H"),
        (90 * M, "PT1H30M"),
        (H + S, "PT1H1S"),
        (US, "PT0.000001S"),
        (10 * US, "PT0.00001S"),
        (-H - 250_000 * US, "-PT1H0.25S"),
    ],
)
def test_durations_are_written(duration, text):
    assert write_duration(duration) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "P1D",
        "P1W",
        "P1Y",
        "P1DT1H",
        "4H",
        "PT4h",
        "pt4H",
        "PT-4H",
        "+PT4H",
        "PT1.5H30M",
        "PT1M1H",
        "PT1,5H",
        "PT.5S",
        "PT1.S",
        "PT0.0000001S",
        "PT4H ",
        " PT4H",
        "PT4H\n",
        "PT٤H",
        "PT1e3H",
        "PT" + "9" * 17 + "H",
    ],
)
def test_other_durations_are_refused(text):
    with pytest.raises(InvalidDocument, match="not a text of duration"):
        parse_duration(text)


def test_a_duration_finer_than_a_microsecond_is_refused():
    # a millionth of a minute is 60 microseconds, of an hour 3600: both exact
    assert parse_duration("PT0.000001M") == 60 * US
    assert parse_duration("PT0.000001H") == 3600 * US


def test_a_duration_that_timedelta_cannot_hold_is_refused():
    with pytest.raises(OutOfRange, match="duration out of range"):
        parse_duration("PT9999999999999999H")


@given(st.timedeltas())
def test_every_duration_comes_back(duration):
    assert parse_duration(write_duration(duration)) == duration


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-01-05T09:00:00+08:00", datetime(2026, 1, 5, 1, tzinfo=UTC)),
        ("2026-01-05T09:00:00Z", datetime(2026, 1, 5, 9, tzinfo=UTC)),
        ("2026-01-05T09:00-03:30", datetime(2026, 1, 5, 12, 30, tzinfo=UTC)),
        ("2026-01-05T09:00:00.25+00:00", datetime(2026, 1, 5, 9, 0, 0, 250_000, tzinfo=UTC)),
        # Shanghai's mean time before 1901
        ("1900-06-01T00:00:00+08:05:43", datetime(1900, 5, 31, 15, 54, 17, tzinfo=UTC)),
    ],
)
def test_instants_are_read(text, instant):
    assert parse_instant(text) == instant


@pytest.mark.parametrize(
    ("text", "error", "fragment"),
    [
        ("2026-01-05T09:00:00", NaiveDatetime, "without its offset"),
        ("2026-01-05 09:00", NaiveDatetime, "without its offset"),
        ("2026-01-05", InvalidDocument, "not a text of instant"),
        ("2026-02-30T00:00:00Z", InvalidDocument, "no such instant"),
        ("2025-02-29T00:00:00Z", InvalidDocument, "no such instant"),
        ("2026-13-01T00:00:00Z", InvalidDocument, "not a text of instant"),
        ("2026-01-05T24:00:00Z", InvalidDocument, "not a text of instant"),
        ("2026-01-05T23:59:60Z", InvalidDocument, "not a text of instant"),
        ("2026-01-05T09:00:00+24:00", InvalidDocument, "not a text of instant"),
        ("2026-01-05T09:00:00.1234567Z", InvalidDocument, "not a text of instant"),
        ("20260105T090000Z", InvalidDocument, "not a text of instant"),
        ("2026-W02-1T09:00:00Z", InvalidDocument, "not a text of instant"),
        ("9999-12-31T23:00:00-08:00", OutOfRange, "instant out of range"),
        ("0001-01-01T00:00:00+08:00", OutOfRange, "instant out of range"),
        ("0000-01-01T00:00:00Z", InvalidDocument, "no such instant"),
    ],
)
def test_other_instants_are_refused(text, error, fragment):
    with pytest.raises(error, match=fragment):
        parse_instant(text)


@given(
    st.datetimes(
        min_value=datetime(1900, 1, 1),  # noqa: DTZ001 - Hypothesis wants it so
        max_value=datetime(2199, 12, 30),  # noqa: DTZ001
        timezones=st.sampled_from(
            [ZoneInfo(name) for name in ("UTC", "Asia/Shanghai", "Europe/Berlin", "Asia/Kathmandu")]
            + [pendulum.timezone("America/New_York"), timezone(timedelta(hours=-9, minutes=-30))]
        ),
    )
)
def test_every_instant_comes_back(instant):
    there = parse_instant(write_instant(instant))
    assert there.astimezone(UTC) == instant.astimezone(UTC)
    assert there.utcoffset() == instant.utcoffset()


def test_the_repeated_hour_keeps_its_instant():
    berlin = ZoneInfo("Europe/Berlin")
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=berlin, fold=fold) for fold in (0, 1))
    assert write_instant(first) == "2026-10-25T02:30:00+02:00"
    assert write_instant(second) == "2026-10-25T02:30:00+01:00"
    assert parse_instant(write_instant(second)) - parse_instant(write_instant(first)) == H


def test_an_offset_finer_than_a_second_is_written_in_utc():
    odd = datetime(2026, 1, 5, tzinfo=timezone(timedelta(microseconds=1)))
    assert write_instant(odd) == "2026-01-04T23:59:59.999999+00:00"


@pytest.mark.parametrize("value", [NAIVE, date(2026, 1, 5), "2026-01-05", None, 0])
def test_only_instants_are_written_as_instants(value):
    with pytest.raises((NaiveDatetime, WrongType)):
        write_instant(value)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Decimal, "1380.00", Decimal("1380.00")),
        (Decimal, "-0.0006", Decimal("-0.0006")),
        (Decimal, "0", Decimal(0)),
        (Ratio, "8/31", Ratio(8, 31)),
        (Ratio, "0.06", Ratio(3, 50)),
        (Ratio, "-3", Ratio(-3)),
        (date, "2028-02-29", date(2028, 2, 29)),
        (timedelta, "PT4H", 4 * H),
    ],
)
def test_texts_of_each_kind(kind, text, value):
    assert structure(text, kind) == value
    assert unstructure(value) == text


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (Decimal, 1),
        (Decimal, 1.5),
        (Decimal, True),
        (Decimal, "NaN"),
        (Decimal, "Infinity"),
        (Decimal, "1e3"),
        (Decimal, "1_000"),
        (Decimal, "1,000"),
        (Decimal, "٣"),
        (Decimal, "1" * 61),
        (Decimal, ""),
        (Ratio, 1),
        (Ratio, "1/2/3"),
        (Ratio, "a/b"),
        (date, "2026-02-29"),
        (date, "2026-1-5"),
        (date, "20260105"),
        (date, "2026-01-05T00:00:00Z"),
        (date, 18_000),
        (timedelta, 3600),
        (datetime, 1767571200),
        (datetime, None),
    ],
)
def test_nothing_else_is_taken_for_such_a_text(kind, data):
    with pytest.raises(InvalidDocument) as caught:
        structure(data, kind)
    assert caught.value.where == "$"


def test_a_ratio_of_nothing_is_refused():
    with pytest.raises(ValueError, match="denominator"):
        structure("1/0", Ratio)


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("1E+61"), Decimal("1E-61")])
def test_numbers_beyond_reading_are_not_written(number):
    with pytest.raises(ValueError, match="number"):
        unstructure(number)


@given(st.decimals(-(10**40), 10**40, allow_nan=False, places=12))
def test_every_decimal_comes_back(number):
    assert structure(unstructure(number), Decimal) == number


@given(st.integers(-(10**50), 10**50), st.integers(1, 10**50))
def test_every_ratio_comes_back(num, den):
    assert structure(unstructure(Ratio(num, den)), Ratio) == Ratio(num, den)
