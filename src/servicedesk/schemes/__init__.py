"""Schemes of severity, priority and category: tables over facts, and what their levels mean."""
