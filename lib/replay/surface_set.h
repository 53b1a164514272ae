#pragma once

#include <cstdint>
#include <vector>

#include "model/event.h"
#include "model/signature.h"

namespace sig::replay {

inline constexpr size_t surface_count = 8;

inline std::uint32_t bit_of(Surface surface) {
  return 1U << static_cast<unsigned>(surface);
}

/// The surfaces of which an event is a unit, as bits: an exchange with a response is one of two.
inline std::uint32_t surfaces_of(const Event& event) {
  switch (event.kind()) {
    case EventKind::Http: {
      const bool has_response = std::get<HttpExchange>(event.what).response.has_value();
      return bit_of(Surface::HttpRequest) | (has_response ? bit_of(Surface::HttpResponse) : 0U);
    }
    case EventKind::Packet:
      return bit_of(Surface::Packet);
    case EventKind::Stream:
      return bit_of(Surface::Stream);
    case EventKind::Dns:
      return bit_of(Surface::Dns);
    case EventKind::Tls:
      return bit_of(Surface::Tls);
    case EventKind::Flow:
      return bit_of(Surface::Flow);
    default:
      return bit_of(Surface::Log);
  }
}

/// The surfaces that any of the signatures looks at.
inline std::uint32_t surfaces_of(const std::vector<Signature>& signatures) {
  std::uint32_t out = 0;
  for (const Signature& signature : signatures)
    out |= bit_of(signature.on);
  return out;
}

}  // namespace sig::replay
