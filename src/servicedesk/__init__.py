"""servicedesk: after-sales service by the book, computed exactly and explained."""
