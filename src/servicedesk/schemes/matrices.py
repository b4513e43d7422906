"""Two graded facts to one outcome: impact × urgency → priority, as vendors publish it.

A matrix is a decision table with one row per cell, so everything that is said of tables (hits,
questions, proofs) holds for it.
"""

from collections.abc import Sequence

from servicedesk.decisions import (
    DecisionTable,
    Domain,
    HitPolicy,
    OneOf,
    Row,
    Waiver,
    when,
)
from servicedesk.decisions.tables import Fault
from servicedesk.errors import InvalidValue
from servicedesk.reasons import Binding, Clause, Text

_IMPACT = Text("impact", "影响", "影響")
_URGENCY = Text("urgency", "紧急程度", "緊急程度")


def matrix(
    name: str,
    *,
    rows: OneOf,
    columns: OneOf,
    cells: Sequence[Sequence[str]],
    outcomes: Sequence[str],
    source: Clause,
    waivers: Sequence[Waiver] = (),
    labels: Sequence[Text] = (),
    text: Text | None = None,
) -> DecisionTable:
    """A UNIQUE table over two facts.

    Args:
        name: a key.
        rows: the fact that grades the rows, mildest value first.
        columns: the fact that grades the columns, mildest value first.
        cells: the outcomes, row by row in the order of both facts' values.
        outcomes: every outcome, mildest first.
        source: where the matrix comes from; every cell cites it.
        waivers: faults that the source has.
        labels: the words of the outcomes, in their order, or nothing.
        text: the words of the matrix, or nothing.

    Raises:
        InvalidValue: if the cells don't fill the matrix.
    """
    if len(cells) != len(rows.values) or any(len(line) != len(columns.values) for line in cells):
        raise InvalidValue(
            "cells do not fill the matrix",
            got=[len(line) for line in cells],
            expected=f"{len(rows.values)} × {len(columns.values)}",
            where=name,
        )
    facts: tuple[Domain, ...] = (rows, columns)
    return DecisionTable(
        name=name,
        facts=facts,
        outcomes=tuple(outcomes),
        labels=tuple(labels),
        text=text,
        hit_policy=HitPolicy.UNIQUE,
        rows=tuple(
            Row(
                id=f"{rows.fact}_{row}.{columns.fact}_{column}".replace(" ", "_").lower(),
                when=when(**{rows.fact: row, columns.fact: column}),
                then=cells[i][j],
                clauses=(source,),
            )
            for i, row in enumerate(rows.values)
            for j, column in enumerate(columns.values)
        ),
        waivers=tuple(waivers),
    )


_LOW_TO_HIGH = (
    Text("low", "低", "低"),
    Text("medium", "中", "中"),
    Text("high", "高", "高"),
)


def _three(fact: str, text: Text) -> OneOf:
    return OneOf(fact=fact, values=("low", "medium", "high"), labels=_LOW_TO_HIGH, text=text)


def _service_now(name: str, low_by_low: str) -> DecisionTable:
    outcomes = ("5", "4", "3", "2", "1")
    return matrix(
        name,
        rows=_three("impact", _IMPACT),
        columns=_three("urgency", _URGENCY),
        cells=((low_by_low, "4", "3"), ("4", "3", "2"), ("3", "2", "1")),
        outcomes=outcomes if low_by_low == "5" else outcomes[1:],
        source=Clause("ServiceNow priority data lookup", Binding.NORM),
        text=Text("ServiceNow priority", "ServiceNow 优先级", "ServiceNow 優先級"),
    )


SERVICENOW_PRIORITY = _service_now("servicenow-priority", "5")
"""ServiceNow's default: 1 critical, 2 high, 3 moderate, 4 low, 5 planning."""

SERVICENOW_PRIORITY_4 = _service_now("servicenow-priority-4", "4")
"""The variant of instances without level 5: low × low is 4."""

NETSUITE_URGENCY = matrix(
    "netsuite-urgency",
    rows=OneOf(fact="business_impact", values=("B4", "B3", "B2", "B1"), text=_IMPACT),
    columns=OneOf(
        fact="severity",
        values=("S4", "S3", "S2", "S1"),
        text=Text("technical severity", "技术严重程度", "技術嚴重程度"),
    ),
    cells=(
        ("U5", "U4", "U4", "U3"),
        ("U4", "U4", "U3", "U2"),
        ("U4", "U3", "U2", "U2"),
        ("U3", "U2", "U2", "U1"),
    ),
    outcomes=("U5", "U4", "U3", "U2", "U1"),
    source=Clause(
        "NetSuite issue resolution: B1–B4 × S1–S4 → U1–U5; the cells are ours", Binding.EXAMPLE
    ),
    text=Text("NetSuite urgency", "NetSuite 紧急程度", "NetSuite 緊急程度"),
)
"""NetSuite's business impact × severity → urgency. NetSuite publishes the two scales and the
result's, not the cells: these are an example to replace."""

JIRA_PRIORITY = matrix(
    "jira-priority",
    rows=OneOf(
        fact="impact",
        values=("minor", "moderate", "significant", "extensive"),
        labels=(
            Text("minor", "轻微", "輕微"),
            Text("moderate", "中等", "中等"),
            Text("significant", "显著", "顯著"),
            Text("extensive", "广泛", "廣泛"),
        ),
        text=_IMPACT,
    ),
    columns=OneOf(
        fact="urgency",
        values=("lowest", "low", "medium", "high", "critical"),
        labels=(
            Text("lowest", "最低", "最低"),
            *_LOW_TO_HIGH,
            Text("critical", "严重", "嚴重"),
        ),
        text=_URGENCY,
    ),
    cells=(
        ("lowest", "low", "lowest", "low", "medium"),
        ("lowest", "low", "low", "medium", "high"),
        ("lowest", "low", "medium", "high", "highest"),
        ("lowest", "low", "medium", "high", "highest"),
    ),
    outcomes=("lowest", "low", "medium", "high", "highest"),
    labels=(
        Text("lowest", "最低", "最低"),
        *_LOW_TO_HIGH,
        Text("highest", "最高", "最高"),
    ),
    text=Text("Jira priority", "Jira 优先级", "Jira 優先級"),
    source=Clause("Jira Service Management, sample impact × urgency matrix", Binding.EXAMPLE),
    waivers=(
        Waiver(
            fault=Fault.DIP,
            why=Text(
                "the published sample rates minor × medium lower than minor × low",
                "公布的示例把“轻微×中”定得比“轻微×低”还低",
                "公布的示例把「輕微×中」定得比「輕微×低」還低",
            ),
            row="impact_minor.urgency_medium",
        ),
    ),
)
"""The sample matrix in Jira's documentation, with its dip."""
