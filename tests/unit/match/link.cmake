# Random signatures and events, shared with match_bench and the fuzzers.
target_sources(match_test PRIVATE support/random_signatures.cc support/random_events.cc)
