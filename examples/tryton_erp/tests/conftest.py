"""A Tryton database in memory, with Tryton's own invoice module and what that needs."""

import os

import pytest

# before Tryton is imported, which reads them once
os.environ |= {
    "TRYTOND_DATABASE__URI": "sqlite://",
    "TRYTOND_ATTACHMENT__FILESTORE": "false",
    "DB_NAME": ":memory:",
}


@pytest.fixture(scope="session", autouse=True)
def database() -> None:
    """Activated and opened once; each test rolls back what it does."""
    from books import open_books
    from trytond.tests.test_tryton import activate_module

    activate_module("account_invoice")
    open_books()
