#include "promote/gate_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace sig::promote {

std::string percent(double share) {
  const double value = share * 100;
  if (!(value > 0)) return "0 %";
  const int leading = static_cast<int>(std::floor(std::log10(value)));
  std::string digits = fmt::format("{:.{}f}", value, std::clamp(2 - leading, 0, 15));
  if (digits.find('.') != std::string::npos) {
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return digits + " %";
}

std::string rough(std::int64_t seconds) {
  if (seconds <= 0) return "0s";
  const std::int64_t finest = seconds >= 86400 ? 3600 : seconds >= 3600 ? 60 : 1;
  return to_text(Seconds{seconds - seconds % finest});
}

std::string_view unit_name(Surface surface) {
  switch (surface) {
    case Surface::HttpRequest:
      return "request";
    case Surface::HttpResponse:
      return "response";
    case Surface::Packet:
      return "packet";
    case Surface::Stream:
      return "connection";
    case Surface::Dns:
      return "DNS message";
    case Surface::Tls:
      return "TLS handshake";
    case Surface::Flow:
      return "flow";
    case Surface::Log:
      break;
  }
  return "log line";
}

}  // namespace sig::promote
