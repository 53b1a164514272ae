# The real programs are run, and the documents that they print are checked against schemas/output.
target_link_libraries(${folder}_test PRIVATE sig_daemon)
target_compile_definitions(${folder}_test PRIVATE
  SIGCTL="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/sigctl" SIGMATCHD="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/sigmatchd")
add_dependencies(${folder}_test sigctl sigmatchd)
