#include <fmt/format.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "base/json.h"
#include "base/text.h"
#include "engine/suricata.h"

namespace sig::engine {
namespace {

constexpr JsonLimits line_limits{1U << 20U, 32};
constexpr size_t longest_text = 64;

std::string text(const Json& of, const char* key) {
  const auto found = of.find(key);
  if (found == of.end() || !found->is_string()) return {};
  return visible(found->get_ref<const std::string&>()).substr(0, longest_text);
}

template <class Number>
Number number(const Json& of, const char* key) {
  const auto found = of.find(key);
  if (found == of.end() || !found->is_number_unsigned()) return 0;
  const auto value = found->get<std::uint64_t>();
  return value > std::numeric_limits<Number>::max() ? Number{0} : static_cast<Number>(value);
}

/// The keyed object, or an empty one.
const Json& object(const Json& of, const char* key) {
  static const Json empty = Json::object();
  const auto found = of.find(key);
  return found != of.end() && found->is_object() ? *found : empty;
}

EngineAlert read_alert(const Json& line) {
  const Json& what = object(line, "alert");
  EngineAlert out;
  out.gid = number<std::uint32_t>(what, "gid");
  out.sid = number<std::uint32_t>(what, "signature_id");
  out.rev = number<std::uint32_t>(what, "rev");
  out.is_blocked = text(what, "action") == "blocked";
  out.packet = number<std::uint64_t>(line, "pcap_cnt");
  out.flow = number<std::uint64_t>(line, "flow_id");
  out.source = text(line, "src_ip");
  out.destination = text(line, "dest_ip");
  out.source_port = number<std::uint16_t>(line, "src_port");
  out.destination_port = number<std::uint16_t>(line, "dest_port");
  out.protocol = text(line, "proto");
  out.app_protocol = text(line, "app_proto");
  out.time = text(line, "timestamp");
  return out;
}

EngineFlow read_flow(const Json& line) {
  EngineFlow out;
  out.id = number<std::uint64_t>(line, "flow_id");
  out.source = text(line, "src_ip");
  out.destination = text(line, "dest_ip");
  out.source_port = number<std::uint16_t>(line, "src_port");
  out.destination_port = number<std::uint16_t>(line, "dest_port");
  out.protocol = text(line, "proto");
  return out;
}

}  // namespace

Result<CaptureReport> read_eve(std::string_view eve) {
  CaptureReport out;
  size_t row = 0;
  while (!eve.empty()) {
    ++row;
    const size_t end = eve.find('\n');
    const std::string_view line = eve.substr(0, end);
    eve.remove_prefix(end == std::string_view::npos ? eve.size() : end + 1);
    if (trim(line).empty()) continue;
    const Json document = TRY(parse_json(line, fmt::format("eve.json:{}", row), line_limits));
    if (!document.is_object()) return input_error(fmt::format("eve.json:{} is no object", row));
    const std::string type = text(document, "event_type");
    if (type == "alert") out.alerts.push_back(read_alert(document));
    if (type == "flow") out.flows.push_back(read_flow(document));
  }
  return out;
}

}  // namespace sig::engine
