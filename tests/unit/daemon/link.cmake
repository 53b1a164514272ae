# The real daemon is started, and rules are compiled as `sigctl compile` does.
target_link_libraries(${folder}_test PRIVATE sig_push sig_daemon sig_compile)
target_compile_definitions(${folder}_test PRIVATE SIGMATCHD="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/sigmatchd")
add_dependencies(${folder}_test sigmatchd)
