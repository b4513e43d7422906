"""Backups that leave each other nothing to do, and what is free for all yet paid for by some."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicedesk.contracts import Every, Payment
from servicedesk.lint import lint

from .planted import backups, book, contract, item
from .planted import given as entitled

# the calendar repeats itself after these
YEARS = 400
DAYS = (date(2000 + YEARS, 1, 1) - date(2000, 1, 1)).days
FREE_ALIKE = {Payment.FREE, Payment.INCLUDED}


def found(subject):
    return {each.code for each in lint(subject)}


def in_400_years(every):
    return Fraction(12 * YEARS, every.months) if every.months else Fraction(DAYS, every.days)


periods = st.builds(lambda count: Every(days=count), st.integers(1, 400)) | st.builds(
    lambda count: Every(months=count), st.integers(1, 12)
)


@settings(max_examples=60)
@given(periods, periods)
def test_a_part_must_be_backed_up_more_often_than_the_whole(full, part):
    """By how often each is in 400 years, while lint compares lengths."""
    often = in_400_years(full) >= in_400_years(part)
    assert ("lint.backups_contradict" in found(backups(full, part))) == often


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("full_backup", "incremental_backup"),
        ("daily_full", "weekly_incremental"),
        ("daily-full-backup", "incremental-backup.weekly"),
        ("mail_full", "mail_incremental"),
    ],
)
def test_keys_of_the_same_data(one, other):
    pair = item(one, due=Every(days=1)), item(other, due=Every(days=7))
    assert found(book(items=pair)) == {"lint.backups_contradict"}
    assert found(book(items=pair[::-1])) == {"lint.backups_contradict"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mail_full", "files_incremental"),
        ("full_backup", "mail_incremental"),
        ("careful_backup", "incremental_backup"),
        ("full_audit", "incremental_backup_mail"),
    ],
)
def test_keys_of_other_data(one, other):
    pair = item(one, due=Every(days=1)), item(other, due=Every(days=7))
    assert found(book(items=pair)) == set()


@pytest.mark.parametrize("paid", [each for each in Payment if each is not Payment.NOT_OFFERED])
def test_free_for_all_and_paid_for_by_one(paid):
    codes = found(contract(entitled(paid, tiers="gold"), entitled(Payment.FREE)))
    assert ("lint.free_yet_paid_for" in codes) == (paid not in FREE_ALIKE)
