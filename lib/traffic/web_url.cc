#include "traffic/web_url.h"

#include <array>

#include "base/text.h"

namespace sig::traffic {
namespace {

constexpr size_t none = std::string_view::npos;

struct SchemeRow {
  std::string_view start;
  std::uint16_t port;
};
constexpr std::array<SchemeRow, 4> schemes{
    {{"http://", 80}, {"https://", 443}, {"ws://", 80}, {"wss://", 443}}};

}  // namespace

WebUrl split_web_url(std::string_view url) {
  WebUrl parts;
  const std::string start = to_lower_ascii(url.substr(0, 8));
  for (const SchemeRow& scheme : schemes) {
    if (!start.starts_with(scheme.start)) continue;
    url.remove_prefix(scheme.start.size());
    parts.port = scheme.port;
    break;
  }
  if (parts.port == 0) return parts;
  url = url.substr(0, url.find('#'));
  const size_t end = std::min(url.find_first_of("/?"), url.size());
  parts.authority = url.substr(0, end);
  if (const size_t user = parts.authority.rfind('@'); user != none) {
    parts.authority.remove_prefix(user + 1);
  }
  parts.target = end == url.size() ? std::string_view("/") : url.substr(end);
  const size_t colon = parts.authority.rfind(':');
  if (colon != none && parts.authority.find(']', colon) == none) {
    const auto port = parse_unsigned(parts.authority.substr(colon + 1));
    if (port && *port <= 65535) parts.port = static_cast<std::uint16_t>(*port);
  }
  return parts;
}

}  // namespace sig::traffic
