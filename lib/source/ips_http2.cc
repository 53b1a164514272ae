#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "source/ips_number.h"
#include "source/ips_readers.h"

namespace sig::source::ips {
namespace {

/// What Suricata 7 calls a number of RFC 9113.
struct NumberName {
  std::string_view name;  ///< in small letters; rules may use any
  std::uint64_t number;
};

constexpr std::array frame_types{
    NumberName{"data", 0},
    NumberName{"headers", 1},
    NumberName{"priority", 2},
    NumberName{"rststream", 3},
    NumberName{"settings", 4},
    NumberName{"pushpromise", 5},
    NumberName{"ping", 6},
    NumberName{"goaway", 7},
    NumberName{"windowupdate", 8},
    NumberName{"continuation", 9},
};

// 7.0.10 has no name for 2, INTERNAL_ERROR.
constexpr std::array error_codes{
    NumberName{"no_error", 0},
    NumberName{"protocol_error", 1},
    NumberName{"flow_control_error", 3},
    NumberName{"settings_timeout", 4},
    NumberName{"stream_closed", 5},
    NumberName{"frame_size_error", 6},
    NumberName{"refused_stream", 7},
    NumberName{"cancel", 8},
    NumberName{"compression_error", 9},
    NumberName{"connect_error", 10},
    NumberName{"enhance_your_calm", 11},
    NumberName{"inadequate_security", 12},
    NumberName{"http_1_1_required", 13},
};

constexpr std::array settings{
    NumberName{"settings_header_table_size", 1},
    NumberName{"settings_enable_push", 2},
    NumberName{"settings_max_concurrent_streams", 3},
    NumberName{"settings_initial_window_size", 4},
    NumberName{"settings_max_frame_size", 5},
    NumberName{"settings_max_header_list_size", 6},
};

std::optional<std::uint64_t> number_of(std::span<const NumberName> names, std::string_view text) {
  const std::string lower = to_lower_ascii(text);
  const auto row = std::find_if(
      names.begin(), names.end(), [&](const NumberName& one) { return one.name == lower; });
  if (row == names.end()) return std::nullopt;
  return row->number;
}

}  // namespace

/// http2.frametype, http2.errorcode: a name, or its number.
void http2_name(IpsDraft& draft, const IpsOption& option) {
  const bool is_type = option.name.text == "http2.frametype";
  const std::span<const NumberName> names =
      is_type ? std::span<const NumberName>(frame_types) : std::span<const NumberName>(error_codes);
  const std::uint64_t most = is_type ? 255 : 0xffffffff;
  const std::string_view text = trim(option.value.text);
  auto number = number_of(names, text);
  if (!number) number = parse_unsigned(text);
  if (!number || *number > most || option.is_negated)
    return draft.bad_value(option,
                           quote(option.value.text) + " is no " +
                               (is_type ? "type of frame" : "error code") + " of HTTP/2");
  const auto field = is_type ? IpsNumberField::Http2FrameType : IpsNumberField::Http2ErrorCode;
  draft.rule.tests.emplace_back(IpsNumberOf{field, {{*number, *number, false}}});
}

/// "SETTINGS_ENABLE_PUSH", "SETTINGS_MAX_FRAME_SIZE>20000".
void http2_settings(IpsDraft& draft, const IpsOption& option) {
  const std::string_view text = trim(option.value.text);
  const size_t end = std::min(text.find_first_of(" <>="), text.size());
  const auto id = number_of(settings, text.substr(0, end));
  if (!id || option.is_negated) {
    return draft.bad_value(
        option, quote(text.substr(0, end)) + " is no setting of HTTP/2", "as SETTINGS_ENABLE_PUSH");
  }
  IpsNumberTest value{.low = 0, .high = 0xffffffff, .negated = false};
  const std::string_view rest = trim(text.substr(end));
  if (!rest.empty()) {
    const auto read = read_number_test(rest, {.most = 0xffffffff, .is_suricata = true});
    if (!read)
      return draft.bad_value(
          option, quote(rest) + " is no number or range", "expected N, >N, <N or N<>M");
    value = *read;
  }
  const std::uint64_t base = *id << 32U;
  const std::uint64_t most = base + 0xffffffff;
  IpsNumberOf number{IpsNumberField::Http2Setting, {}};
  if (!value.negated) {
    number.any_of.push_back(
        {base + value.low, base + std::min<std::uint64_t>(value.high, 0xffffffff), false});
  } else {
    // Another value of the same setting.
    if (value.low > 0) number.any_of.push_back({base, base + value.low - 1, false});
    if (value.high < 0xffffffff) number.any_of.push_back({base + value.high + 1, most, false});
  }
  draft.rule.tests.emplace_back(std::move(number));
}

}  // namespace sig::source::ips
