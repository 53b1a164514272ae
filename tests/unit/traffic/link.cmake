# Readers of recordings as text, and the shared corpora.
target_sources(traffic_test PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/support/text_events.cc)
