#pragma once

#include <span>

#include "source/ips_keywords.h"

namespace sig::source::ips {

/// Keywords that are read into the model.
std::span<const Keyword> read_keywords();
/// Keywords that are known and go to `unsupported`; names between blanks, by engines.
struct KnownNames {
  std::uint8_t engines;
  OptionReader read;
  std::string_view names;
};
std::span<const KnownNames> known_names();
std::string_view suricata8_names();

}  // namespace sig::source::ips
