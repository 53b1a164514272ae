# Signatures are read from YAML, rules are read back, and rewritten patterns are matched.
target_link_libraries(compile_test PRIVATE sig_source sig_match)
