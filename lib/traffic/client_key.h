#pragma once

#include <array>
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

/// Names the independent unit that an event belongs to, as the corpus's client rule defines it: the
/// client's address as text; a header or cookie of the request, falling back to the address; the
/// recording and the number of the record. Keys are views that live until the next call. Keeps the
/// texts of recent addresses. One thread.
class ClientKey {
 public:
  ClientKey(ClientRule rule, std::string recording, UnknownClient unknown);

  /// `event` needs its kind, record and client_ip. `name` is what the record calls its client where
  /// that is no address: a host name.
  std::string_view of(const Event& event, std::string_view name = {});

 private:
  struct Entry {
    IpAddress address;
    std::string text;
  };
  std::string_view by_request(const HttpExchange& exchange) const;
  std::string_view by_source(const Event& event, std::string_view name);
  std::string_view by_record(const Event& event);
  std::string_view address_text(const IpAddress& address);

  ClientRule rule_;
  std::string recording_;
  UnknownClient unknown_;
  std::array<Entry, 256> recent_;
  std::string key_;
};

}  // namespace sig::traffic
