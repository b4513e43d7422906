"""For tests, of hosts and of the library itself.

`strategies` draw every public value for Hypothesis, `laws` check your own calendars, policies,
contracts and processes (both: extra `testing`). `oracles` and `billing_oracle` answer slowly and
plainly, sharing no code with the engine; `conformance` has published cases and their answers.
"""
