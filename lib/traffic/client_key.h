#pragma once

#include <string>
#include <string_view>

#include "model/corpus.h"
#include "model/event.h"

namespace sig::traffic {

/// What stands for the client of an event whose recording knows no address.
enum class UnknownClient {
  Recording,  ///< the whole recording is one client: a browser's HAR, a file of requests
  Record,     ///< every record is a client of its own: a list of payloads
};

/// Applies a corpus's client rule to events. Keys are views that live until the next call.
/// Events without the header or cookie that a rule names are one client together, "(none)": fewer
/// clients make a gate more careful, never less. Not thread-safe.
class ClientKey {
 public:
  ClientKey(ClientRule rule, std::string recording, UnknownClient unknown);

  /// `name` is what the record calls its client where that is no address: a host name.
  std::string_view of(const Event& event, std::string_view name = {});

 private:
  std::string_view by_source(const Event& event, std::string_view name);
  std::string_view by_record(const Event& event);

  ClientRule rule_;
  std::string recording_;
  UnknownClient unknown_;
  std::string key_;
};

}  // namespace sig::traffic
