#include "ips/named_tests.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "ips/cip_test.h"
#include "ips/event_names.h"

namespace sig::ips {
namespace {

using Named = IpsNamedField;

bool has_app_event(const IpsNamed& named, const Occasion& occasion) {
  if (occasion.unit == nullptr) return false;
  const size_t dot = named.value.find('.');
  // Without a dot: an event of the flow itself.
  const std::string_view name =
      std::string_view(named.value).substr(dot == std::string::npos ? 0 : dot + 1);
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

/// "1.2", "tls1.2", "sslv3"; nothing for others.
std::optional<std::uint16_t> tls_version(std::string_view text) {
  if (text.starts_with("tls")) text.remove_prefix(3);
  if (text == "sslv2") return std::uint16_t{0x0200};
  if (text == "sslv3") return std::uint16_t{0x0300};
  if (text.size() != 3 || !text.starts_with("1.") || text[2] < '0' || text[2] > '3')
    return std::nullopt;
  return static_cast<std::uint16_t>(0x0301 + (text[2] - '0'));
}

/// A list of versions. As in Suricata, one that is negated never holds.
bool has_tls_version(std::string_view list, const Occasion& occasion) {
  if (occasion.unit == nullptr) return false;
  std::optional<std::uint64_t> version;
  for (const protocol::AppNumber& number : occasion.unit->numbers)
    if (number.field == IpsNumberField::TlsVersionNumber) version = number.value;
  while (version && !list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    const auto wanted = tls_version(trim(list.substr(0, comma)));
    if (wanted && *wanted == *version) return true;
    list.remove_prefix(std::min(list.size(), comma + 1));
  }
  return false;
}

/// "5d2b62aa-ee0a-4a95-91ae-b064fdb471fc": its bytes as they are written.
std::optional<std::array<std::uint8_t, 16>> uuid_bytes(std::string_view text) {
  std::array<std::uint8_t, 16> out{};
  size_t digits = 0;
  for (const char c : text) {
    if (c == '-') continue;
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0 || digits == 32) return std::nullopt;
    out[digits / 2] = static_cast<std::uint8_t>((out[digits / 2] << 4U) | digit);
    ++digits;
  }
  if (digits != 32) return std::nullopt;
  return out;
}

/// "=1", "<2", ">2", "!3" about the major version of an interface.
bool version_holds(std::string_view text, std::uint16_t version) {
  text = trim(text);
  if (text.empty() || text == "any_frag") return true;
  std::uint32_t wanted = 0;
  for (const char c : trim(text.substr(1))) {
    if (c < '0' || c > '9' || wanted > 65535) return false;
    wanted = wanted * 10 + static_cast<std::uint32_t>(c - '0');
  }
  switch (text.front()) {
    case '<':
      return version < wanted;
    case '>':
      return version > wanted;
    case '!':
      return version != wanted;
    default:
      return version == wanted;
  }
}

bool has_interface(const IpsNamed& named, const Occasion& occasion) {
  if (occasion.unit == nullptr || occasion.unit->interfaces.empty()) return false;
  const std::string_view text = named.value;
  const size_t comma = text.find(',');
  const auto uuid = uuid_bytes(trim(text.substr(0, comma)));
  if (!uuid) return false;
  std::string_view version = comma == std::string_view::npos ? "" : text.substr(comma + 1);
  version = version.substr(0, version.find(','));
  return std::any_of(occasion.unit->interfaces.begin(),
                     occasion.unit->interfaces.end(),
                     [&](const protocol::AppInterface& one) {
                       return one.is_accepted && one.uuid == *uuid &&
                              version_holds(version, one.major);
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
    case Named::FileMagicText:
      return std::any_of(
          occasion.file_kinds.begin(), occasion.file_kinds.end(), [&](std::string_view kind) {
            return contains_ignoring_case(kind, named.value) != named.negated;
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
    case Named::TlsVersion:
    case Named::SslVersion:
      return has_tls_version(named.value, occasion);
    case Named::DceInterface:
      return has_interface(named, occasion);
    case Named::CipService:
      return occasion.unit != nullptr &&
             cip_service_holds(named.value, occasion.unit->cip_services);
    default:
      return false;
  }
}

}  // namespace

bool named_holds(const IpsNamed& named, const Occasion& occasion) {
  // Of files, one that is not so is enough.
  const bool is_of_file = named.field == Named::FileExtension ||
                          named.field == Named::FileNameText || named.field == Named::FileMagicText;
  return holds(named, occasion) != (named.negated && !is_of_file);
}

}  // namespace sig::ips
