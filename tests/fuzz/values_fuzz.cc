// A request from the bytes: first line the target, second the content type, third a Cookie header,
// the rest the body. Every field is read; values must lie in the request or in the arena.
#include <algorithm>
#include <cstdint>
#include <string_view>

#include "match/values.h"
#include "model/names.h"

namespace {

std::string_view take_line(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(rest.size(), line.size() + 1));
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace sig;
  std::string_view rest(reinterpret_cast<const char*>(bytes), size);
  const std::string_view target = take_line(rest);
  const std::vector<NameValue> headers{{"Content-Type", take_line(rest)},
                                       {"Cookie", take_line(rest)}};
  Event event;
  event.what =
      HttpExchange{{.method = "POST", .uri = target, .headers = headers, .body = rest}, {}};
  volatile char last = 0;
  for (const FieldRow& row : field_table()) {
    std::vector<NameValue> values;
    match::TextArena storage;
    match::values_of({row.id, row.takes_name ? "q" : ""}, event, values, storage);
    for (const NameValue& value : values) {
      for (const char c : value.value)
        last = c;
      for (const char c : value.name)
        last = c;
    }
  }
  return 0;
}
