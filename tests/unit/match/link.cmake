# Random signatures and events; a counting operator new.
target_sources(match_test PRIVATE support/random_signatures.cc support/random_events.cc
               support/counting_new.cc)
# Not a test: ci/bench runs it.
add_executable(match_bench support/match_bench.cc support/random_signatures.cc)
target_include_directories(match_bench PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_SOURCE_DIR})
target_link_libraries(match_bench PRIVATE sig_match sig_flags)
