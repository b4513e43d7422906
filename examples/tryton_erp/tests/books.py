"""A Chinese company in Tryton: chart of accounts, taxes, fiscal years, customers."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Any

from trytond.modules.account.tests import create_chart, get_fiscalyear
from trytond.modules.account_invoice.tests.test_module import set_invoice_sequences
from trytond.modules.company.tests import create_company, set_company
from trytond.pool import Pool
from trytond.tests.test_tryton import with_transaction
from trytond.transaction import Transaction

RATES = {"VAT 6%": "0.06", "VAT 9%": "0.09", "VAT 13%": "0.13", "exempt": "0"}
CUSTOMERS = (("恒温热力公司", "zh_CN"), ("Evenheat Ltd", "en"), ("Chaleur SA", "fr"))


def lock() -> None:
    """Ask for the tables that Tryton will lock; else it begins a test anew when it comes to one."""
    for table in ("account_configuration", "account_journal_period", "ir_sequence_strict"):
        Transaction().lock_table(table)


def in_books(test: Callable[..., None]) -> Callable[..., None]:
    """A test as a user of the company, rolled back at its end."""

    @with_transaction()
    @wraps(test)
    def run(*args: Any, **kwargs: Any) -> None:
        lock()
        (company,) = Pool().get("company.company").search([])
        with set_company(company):
            test(*args, **kwargs)

    return run


@with_transaction()
def open_books() -> None:
    """The company with all that an invoice needs, kept for all tests."""
    lock()
    company = create_company("众齐软件", currency=currency("CNY", "0.01", 1))
    currency("JPY", "1", 20)
    with set_company(company):
        create_chart(company)
        for year in (2025, 2026):
            fiscal_year = set_invoice_sequences(get_fiscalyear(company, today=date(year, 6, 1)))
            fiscal_year.save()
            fiscal_year.create_period([fiscal_year])
        for name, rate in RATES.items():
            tax(name, rate)
    for name, lang in CUSTOMERS:
        customer(name, lang)
    Transaction().commit()


def tax(name: str, rate: str) -> Any:
    """A sales tax; what is given back of it goes to an account of its own."""
    values = {"name": name, "description": name, "type": "percentage", "rate": Decimal(rate)}
    accounts = {"invoice_account": account("6.3.4"), "credit_note_account": account("6.3.6")}
    made = Pool().get("account.tax")(**values, **accounts)
    made.save()
    return made


def customer(name: str, lang: str) -> Any:
    """A party who reads this language."""
    pool = Pool()
    (language,) = pool.get("ir.lang").search([("code", "=", lang)])
    (made,) = pool.get("party.party").create(
        [{"name": name, "lang": language.id, "addresses": [("create", [{}])]}]
    )
    return made


def currency(code: str, least: str, rate: int) -> Any:
    """A currency with its least amount and how many of it are a yuan."""
    pool = Pool()
    digits = -Decimal(least).as_tuple().exponent
    (made,) = pool.get("currency.currency").create(
        [{"name": code, "code": code, "rounding": Decimal(least), "digits": digits}]
    )
    pool.get("currency.currency.rate").create(
        [{"date": date(2025, 1, 1), "rate": Decimal(rate), "currency": made.id}]
    )
    return made


def account(code: str) -> Any:
    """An account of the chart."""
    (found,) = Pool().get("account.account").search([("code", "=", code)])
    return found


def revenue() -> Any:
    """The account of services given over time."""
    return account("4.2.2")


def party(name: str = "恒温热力公司") -> Any:
    """A customer."""
    (found,) = Pool().get("party.party").search([("name", "=", name)])
    return found
