"""The precision of `decimal` is the calling thread's; no answer depends on it (design 1.1, 1.6)."""

import contextlib
import io
import runpy
from datetime import date
from decimal import ROUND_UP, Context, Decimal, Inexact, localcontext
from pathlib import Path

import pytest

from servicedesk.contracts import Lot, Measure, Quota
from servicedesk.errors import OutOfRange
from servicedesk.quotas import Use, balance, draw

EXAMPLES = Path(__file__).parents[2] / "examples"
COARSE = Context(prec=2, rounding=ROUND_UP, traps=[Inexact])
DAY = date(2026, 2, 1)


def quota(granted, step=None):
    lot = Lot(key="a", granted=Decimal(granted), start=date(2026, 1, 1))
    return Quota(
        key="visits",
        measure=Measure.QUANTITY,
        lots=(lot,),
        step=None if step is None else Decimal(step),
    )


def used_up(of, amount):
    draws = [each for group in draw(of, (), [Use(id="u", amount=amount, on=DAY)]) for each in group]
    return balance(of, draws, on=DAY)


@pytest.mark.parametrize("context", [Context(), COARSE], ids=["usual", "coarse"])
def test_a_quota_is_exact(context):
    with localcontext(context):
        left = used_up(quota("1234567.25"), Decimal("0.0000005"))
    assert left.remaining == Decimal("1234567.2499995")


def test_a_step_far_below_the_amount():
    left = used_up(quota("1E+40", step="0.25"), Decimal("1E+39") + Decimal("0.1"))
    assert left.used == 10**39 + Decimal("0.25")


def test_an_amount_beyond_use_is_refused():
    with pytest.raises(OutOfRange, match="60 digits"):
        quota("1E+70")


def told(name, context, tmp_path):
    main = runpy.run_path(str(EXAMPLES / name))["main"]
    arguments = ["--html", str(tmp_path / "page.html")] if name == "heating_season.py" else []
    with contextlib.redirect_stdout(io.StringIO()) as out, localcontext(context):
        main(arguments)
    return out.getvalue()


@pytest.mark.parametrize(
    "name", ["heating_season.py", "srm_outage.py", "construction_fault.py", "erp_complaint.py"]
)
def test_the_examples_tell_the_same(name, tmp_path):
    assert told(name, COARSE, tmp_path) == told(name, Context(), tmp_path)
