#include "cli/render/events.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json.h"
#include "cli/render/eve.h"
#include "model/category.h"
#include "model/names.h"

namespace sig::cli {
namespace {

/// 1980: before it a time counts from the start of a recording that states no date, such as a log
/// without years, and no timestamp is better than a wrong one.
constexpr Time earliest_date{315532800LL * 1'000'000'000};

std::string protocol_name(std::uint8_t number) {
  switch (number) {
    case 1:
      return "ICMP";
    case 6:
      return "TCP";
    case 17:
      return "UDP";
    case 58:
      return "IPV6-ICMP";
    case 132:
      return "SCTP";
    default:
      return fmt::format("{:03}", number);
  }
}

}  // namespace

std::string event_line(const replay::HitEvent& hit) {
  const Signature& signature = *hit.signature;
  Json line = Json::object();
  if (hit.example.time && *hit.example.time >= earliest_date)
    line["timestamp"] = eve_time(*hit.example.time);
  line["event_type"] = "alert";
  if (hit.client_ip.is_set()) line["src_ip"] = hit.client_ip.text();
  if (hit.client_port != 0) line["src_port"] = hit.client_port;
  if (hit.server_ip.is_set()) line["dest_ip"] = hit.server_ip.text();
  if (hit.server_port != 0) line["dest_port"] = hit.server_port;
  if (hit.ip_protocol != 0) line["proto"] = protocol_name(hit.ip_protocol);
  line["pcap_cnt"] = hit.example.record;
  line["tx_id"] = hit.example.transaction;
  const Category* category = find_category(signature.category);
  line["alert"] = {
      {"action", signature.action == Action::Block ? "blocked" : "allowed"},
      {"gid", 1},
      {"signature_id", numeric_id(signature.id)},
      {"rev", signature.rev},
      {"signature", signature.title},
      {"category", category == nullptr ? signature.category : std::string(category->title)},
      {"severity", eve_severity(signature.severity)}};
  line["signature"] = signature.id;
  line["corpus"] = hit.corpus;
  line["file"] = hit.example.file;
  line["record"] = hit.example.record;
  line["client"] = hit.example.client;
  Json matches = Json::array();
  for (const MatchedPart& part : hit.example.parts) {
    matches.push_back({{"field", part.field}, {"matched", part.matched}, {"value", part.shown}});
  }
  line["match"] = std::move(matches);
  line["shown"] = hit.example.shown;
  return json_text(line);
}

}  // namespace sig::cli
