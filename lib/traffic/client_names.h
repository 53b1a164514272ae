#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ip.h"
#include "model/corpus.h"
#include "model/event.h"

namespace sig::traffic {

/// Names the independent unit that an event belongs to, as the corpus defines it: the client's
/// address as text, a header or cookie of the request (falling back to the address), or the number
/// of the record. Keeps the texts of recent addresses. One thread.
class ClientNames {
 public:
  explicit ClientNames(const ClientRule& rule) : rule_(rule) {}

  /// `event` needs its kind, record and client_ip; the view lives until the next call.
  std::string_view name(const Event& event);

 private:
  struct Entry {
    IpAddress address;
    std::string text;
  };
  std::string_view address_text(const IpAddress& address);

  ClientRule rule_;
  std::array<Entry, 256> recent_;
  std::string record_;
};

}  // namespace sig::traffic
