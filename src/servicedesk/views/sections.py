"""Sections of a printed report: a table with one row for each thing, and its chart."""

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from attrs import frozen

from servicedesk.reasons import Text
from servicedesk.views.charts import Chart
from servicedesk.views.pages import Table

T = TypeVar("T")


@frozen
class Column(Generic[T]):
    """One column: its heading, and what stands in it for each thing listed."""

    title: Text
    cell: Callable[[T], str]
    numeric: bool = False
    whole: bool = False
    long: bool = False


@frozen
class Section:
    """One section of a report."""

    table: Table
    chart: Chart | None = None


def section(
    title: Text, things: Iterable[T], *columns: Column[T], chart: Chart | None = None
) -> Section:
    """A table with one row for each thing, and its chart."""
    return Section(
        Table(
            title,
            tuple(column.title for column in columns),
            tuple(tuple(column.cell(each) for column in columns) for each in things),
            numeric=_where(column.numeric for column in columns),
            whole=_where(column.whole for column in columns),
            long=_where(column.long for column in columns),
            narrow=len(columns) <= 3,
        ),
        chart,
    )


def _where(marks: Iterable[bool]) -> frozenset[int]:
    return frozenset(at for at, marked in enumerate(marks) if marked)


def words(title: Text, cell: Callable[[T], str]) -> Column[T]:
    """A column of short words, none of them broken in two."""
    return Column(title, cell)


def whole(title: Text, cell: Callable[[T], str]) -> Column[T]:
    """A column of numbers or dates, or lists of them, none broken in two."""
    return Column(title, cell, whole=True)


def sentence(title: Text, cell: Callable[[T], str]) -> Column[T]:
    """A column of sentences, which gets the room."""
    return Column(title, cell, long=True)


def figure(title: Text, cell: Callable[[T], object]) -> Column[T]:
    """A column of figures, to the right."""
    return Column(title, lambda each: str(cell(each)), numeric=True)
