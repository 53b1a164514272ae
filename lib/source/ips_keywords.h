#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "source/ips_readers.h"

namespace sig::source::ips {

inline constexpr std::uint8_t of_suricata = 1;
inline constexpr std::uint8_t of_snort2 = 2;
inline constexpr std::uint8_t of_snort3 = 4;
inline constexpr std::uint8_t of_all = 7;

enum class ValueRule : std::uint8_t { None, Optional, Required };
enum class QuoteRule : std::uint8_t { Never, Optional, Required };

using OptionReader = void (*)(IpsDraft&, const IpsOption&);

struct Keyword {
  std::string_view name;
  OptionReader read = nullptr;
  ValueRule value = ValueRule::Required;
  QuoteRule quotes = QuoteRule::Never;
  std::uint8_t engines = of_all;
};

std::uint8_t engine_bit(IpsDialect dialect);
/// The row of a keyword for this dialect, or one of another dialect when there is none.
const Keyword* find_keyword(std::string_view name, IpsDialect dialect);
/// A keyword that came with Suricata 8.
bool is_of_suricata8(std::string_view name);
/// A sticky buffer of the dialect.
std::optional<IpsBuffer> find_sticky(std::string_view name, IpsDialect dialect);
std::optional<std::string_view> nearest_keyword(std::string_view name);

/// Reads one option into the draft: looks its keyword up, checks quotes and presence of a value.
void read_option(IpsDraft& draft, const IpsOption& option);

}  // namespace sig::source::ips
