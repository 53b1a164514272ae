# Not a test: ci/bench runs it.
add_executable(replay_bench support/replay_bench.cc support/random_signatures.cc)
target_include_directories(replay_bench PRIVATE ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_SOURCE_DIR})
target_link_libraries(replay_bench PRIVATE sig_match sig_traffic sig_source sig_compile sig_bundle sig_flags)
target_compile_definitions(replay_bench PRIVATE
  SIGCTL_SOURCE_DIR="${CMAKE_SOURCE_DIR}" SIGCTL="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/sigctl")
add_dependencies(replay_bench sigctl)
