# Captures of the shared corpora, through the readers of traffic.
target_link_libraries(protocol_test PRIVATE sig_traffic)
target_sources(protocol_test PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/support/text_events.cc)
