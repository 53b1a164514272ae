#include "ips/named_tests.h"

#include <algorithm>

#include "base/text.h"
#include "ips/event_names.h"

namespace sig::ips {
namespace {

using Named = IpsNamedField;

bool has_app_event(const IpsNamed& named, const Occasion& occasion) {
  if (occasion.unit == nullptr) return false;
  const size_t dot = named.value.find('.');
  if (dot == std::string::npos) return false;
  const std::string_view name = std::string_view(named.value).substr(dot + 1);
  const auto& events = occasion.unit->events;
  return std::any_of(events.begin(), events.end(), [&](std::string_view event) {
    return event == name || event == named.value;
  });
}

bool has_packet_event(const IpsNamed& named, const Packet& packet) {
  const std::string_view wanted = named.value;
  return std::any_of(packet.events.begin(), packet.events.end(), [&](EventNumber number) {
    const std::string_view name = event_name(number);
    if (named.field == Named::StreamEvent) {
      return name.starts_with("stream.") && name.substr(7) == wanted;
    }
    return name == wanted;
  });
}

template <class Test>
bool any_file(const Occasion& occasion, const Test& test) {
  return occasion.unit != nullptr &&
         std::any_of(occasion.unit->files.begin(), occasion.unit->files.end(), test);
}

bool has_extension(std::string_view name, std::string_view extension) {
  const size_t dot = name.rfind('.');
  return dot != std::string_view::npos &&
         to_lower_ascii(name.substr(dot + 1)) == to_lower_ascii(extension);
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  return to_lower_ascii(text).find(to_lower_ascii(part)) != std::string::npos;
}

bool any_value(const Occasion& occasion, IpsBuffer buffer, std::string_view part) {
  return occasion.unit != nullptr &&
         std::any_of(occasion.unit->values.begin(),
                     occasion.unit->values.end(),
                     [&](const protocol::AppValue& value) {
                       return value.buffer == buffer &&
                              value.bytes.find(part) != std::string_view::npos;
                     });
}

bool holds(const IpsNamed& named, const Occasion& occasion) {
  const Packet& packet = *occasion.packet;
  switch (named.field) {
    case Named::AppLayerEvent:
      return has_app_event(named, occasion);
    case Named::DecodeEvent:
    case Named::StreamEvent:
      return has_packet_event(named, packet);
    case Named::AppLayerProtocol: {
      if (named.value == "unknown") return occasion.app == protocol::AppProtocol::Unknown;
      const auto apps = app_set(named.value);
      return apps && (*apps & bit(occasion.app)) != 0;
    }
    case Named::IpOption:
      if (named.value == "any") return packet.ip_options != 0;
      return (packet.ip_options & ip_option_bit(named.value)) != 0;
    case Named::SameIp:
      return packet.is_ip && packet.source == packet.destination;
    case Named::Layer3Protocol:
      return packet.is_ip && packet.is_v6 == (named.value == "ipv6" || named.value == "ip6");
    case Named::FileExtension:
      return any_file(occasion, [&](const protocol::AppFile& file) {
        return has_extension(file.name, named.value) != named.negated;
      });
    case Named::FileNameText:
      return any_file(occasion, [&](const protocol::AppFile& file) {
        return contains_ignoring_case(file.name, named.value) != named.negated;
      });
    case Named::FileStore:
      return any_file(occasion, [](const protocol::AppFile&) { return true; });
    case Named::TlsSubjectText:
      return any_value(occasion, IpsBuffer::TlsCertSubject, named.value);
    case Named::TlsIssuerText:
      return any_value(occasion, IpsBuffer::TlsCertIssuer, named.value);
    case Named::TlsFingerprint:
      return any_value(occasion, IpsBuffer::TlsCertFingerprint, named.value);
    case Named::SshProtocolVersion:
      return any_value(occasion, IpsBuffer::SshProto, named.value);
    default:
      return false;
  }
}

}  // namespace

bool named_holds(const IpsNamed& named, const Occasion& occasion) {
  // Of files, one that is not so is enough.
  const bool is_of_file = named.field == Named::FileExtension || named.field == Named::FileNameText;
  return holds(named, occasion) != (named.negated && !is_of_file);
}

}  // namespace sig::ips
