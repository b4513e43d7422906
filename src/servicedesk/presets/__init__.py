"""The source systems and published definitions as data, one module each."""
