#pragma once

#include <string_view>
#include <vector>

#include "protocol/app_unit.h"

namespace sig::protocol {

/// What a unit is put together from; kept by a parser and used again.
struct UnitParts {
  std::vector<AppValue> values;
  std::vector<AppNumber> numbers;
  std::vector<std::string_view> events;
  std::vector<AppFile> files;
  std::vector<AppCipService> cip_services;

  void clear() {
    values.clear();
    numbers.clear();
    events.clear();
    files.clear();
    cip_services.clear();
  }
  void add(IpsBuffer buffer, std::string_view bytes) { values.push_back({buffer, bytes}); }
  void show(AppProtocol protocol, bool to_server, std::uint32_t transaction, AppSink& sink) const {
    AppUnit unit;
    unit.protocol = protocol;
    unit.to_server = to_server;
    unit.transaction = transaction;
    unit.values = values;
    unit.numbers = numbers;
    unit.events = events;
    unit.files = files;
    unit.cip_services = cip_services;
    sink.unit(unit);
  }
};

}  // namespace sig::protocol
