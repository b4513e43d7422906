"""For tests, of hosts and of the library itself.

`oracles` answers slowly and plainly, sharing no code with the engine. `strategies` are for
Hypothesis (extra `testing`) and draw the public values.
"""
