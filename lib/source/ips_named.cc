#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "source/ips_header.h"
#include "source/ips_readers.h"

namespace sig::source::ips {
namespace {

struct NamedKeyword {
  std::string_view name;
  IpsNamedField field;
};

using enum IpsNamedField;
constexpr std::array keywords{
    NamedKeyword{"app-layer-event", AppLayerEvent},
    NamedKeyword{"decode-event", DecodeEvent},
    NamedKeyword{"engine-event", DecodeEvent},
    NamedKeyword{"stream-event", StreamEvent},
    NamedKeyword{"app-layer-protocol", AppLayerProtocol},
    NamedKeyword{"ipopts", IpOption},
    NamedKeyword{"sameip", SameIp},
    NamedKeyword{"l3_proto", Layer3Protocol},
    NamedKeyword{"fileext", FileExtension},
    NamedKeyword{"filemagic", FileMagicText},
    NamedKeyword{"filename", FileNameText},
    NamedKeyword{"filestore", FileStore},
    NamedKeyword{"ssl_version", SslVersion},
    NamedKeyword{"ssl_state", SslState},
    NamedKeyword{"tls.version", TlsVersion},
    NamedKeyword{"tls.fingerprint", TlsFingerprint},
    NamedKeyword{"ssh.protoversion", SshProtocolVersion},
    NamedKeyword{"tls.subject", TlsSubjectText},
    NamedKeyword{"tls.issuerdn", TlsIssuerText},
    NamedKeyword{"dcerpc.iface", DceInterface},
    NamedKeyword{"dce_iface", DceInterface},
    NamedKeyword{"cip_service", CipService},
    NamedKeyword{"filemd5", FileMd5List},
    NamedKeyword{"filesha256", FileSha256List},
    NamedKeyword{"geoip", GeoIp},
    NamedKeyword{"iprep", IpReputation},
    NamedKeyword{"rpc", Rpc},
    NamedKeyword{"ftpbounce", FtpBounce},
    NamedKeyword{"tls_cert_expired", TlsCertExpired},
    NamedKeyword{"tls_cert_valid", TlsCertValid},
};

constexpr std::array<std::string_view, 11> ip_options{
    "rr", "lsrr", "eol", "nop", "ts", "sec", "esec", "ssrr", "satid", "any", "lsrre"};

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
    const bool is_hex = std::isxdigit(static_cast<unsigned char>(text[i])) != 0;
    if (is_dash ? text[i] != '-' : !is_hex) return false;
  }
  return true;
}

bool is_one_of(std::string_view value, std::span<const std::string_view> names) {
  return std::find(names.begin(), names.end(), value) != names.end();
}

/// "a,b", "a|b", "!a": each a name that is known.
bool are_all_of(std::string_view list, std::span<const std::string_view> names) {
  size_t at = 0;
  while (at <= list.size()) {
    const size_t end = std::min(list.find_first_of(",|", at), list.size());
    std::string_view word = trim(list.substr(at, end - at));
    if (word.starts_with('!')) word = trim(word.substr(1));
    if (!is_one_of(to_lower_ascii(word), names)) return false;
    at = end + 1;
  }
  return true;
}

constexpr std::array<std::string_view, 6> ssl_versions{
    "sslv2", "sslv3", "tls1.0", "tls1.1", "tls1.2", "tls1.3"};
constexpr std::array<std::string_view, 5> ssl_states{
    "client_hello", "server_hello", "client_keyx", "server_keyx", "unknown"};
constexpr std::array<std::string_view, 5> tls_versions{"1.0", "1.1", "1.2", "1.3", "0x0301"};
constexpr std::array<std::string_view, 4> layer3{"ipv4", "ip4", "ipv6", "ip6"};

bool is_app_event(std::string_view value) {
  constexpr std::array<std::string_view, 6> common{
      "applayer_mismatch_protocol_both_directions",
      "applayer_wrong_direction_first_data",
      "applayer_detect_protocol_only_one_direction",
      "applayer_proto_detection_skipped",
      "applayer_no_tls_after_starttls",
      "applayer_unexpected_protocol",
  };
  const size_t dot = value.find('.');
  if (dot == std::string_view::npos) return is_one_of(value, common);
  return is_ips_protocol(value.substr(0, dot)) && dot + 1 < value.size();
}

/// Names for which Suricata has no protocol, or none of its own.
bool is_detected_protocol(std::string_view value) {
  return value == "failed" || (is_ips_application(value) && value != "http1" && value != "dnp3");
}

/// "14", "14,4", "14,4,3" or "14,4,!3".
bool is_cip_service(std::string_view value) {
  constexpr std::array<std::uint64_t, 3> most{0x7f, 0xffff, 0xffff};
  size_t place = 0;
  while (place < most.size()) {
    const size_t comma = value.find(',');
    std::string_view word = value.substr(0, comma);
    if (place == 2 && word.starts_with('!')) word.remove_prefix(1);
    if (word.empty() || word.find_first_not_of("0123456789") != std::string_view::npos)
      return false;
    const auto number = read_c_number(word);
    if (!number || *number > most[place]) return false;
    if (comma == std::string_view::npos) return true;
    value.remove_prefix(comma + 1);
    ++place;
  }
  return false;
}

std::string check_suricata_value(const IpsNamed& named) {
  bool ok = true;
  switch (named.field) {
    case IpOption:
      ok = is_one_of(to_lower_ascii(named.value), ip_options);
      break;
    case SslVersion:
      ok = are_all_of(named.value, ssl_versions);
      break;
    case SslState: {
      std::string plain = named.value;
      std::erase(plain, '\\');
      ok = are_all_of(plain, ssl_states);
      break;
    }
    case TlsVersion:
      ok =
          !named.negated && (is_one_of(named.value, tls_versions) || named.value.starts_with("0x"));
      break;
    case Layer3Protocol:
      ok = is_one_of(to_lower_ascii(named.value), layer3);
      break;
    case CipService:
      ok = is_cip_service(named.value) && !named.negated;
      break;
    case AppLayerEvent:
      ok = is_app_event(named.value);
      break;
    case AppLayerProtocol:
      ok = is_detected_protocol(named.value);
      break;
    default:
      break;
  }
  return ok ? "" : quote(named.value) + " is not known here";
}

std::string check_value(const IpsNamed& named, IpsDialect dialect) {
  if (dialect == IpsDialect::Suricata) {
    std::string wrong = check_suricata_value(named);
    if (!wrong.empty()) return wrong;
  }
  if (named.field == DceInterface &&
      !is_uuid(trim(std::string_view(named.value).substr(0, named.value.find(','))))) {
    return quote(named.value) + " does not start with a UUID";
  }
  return {};
}

}  // namespace

void named(IpsDraft& draft, const IpsOption& option) {
  const auto keyword = std::find_if(keywords.begin(), keywords.end(), [&](const NamedKeyword& row) {
    return row.name == option.name.text;
  });
  if (keyword == keywords.end()) return;
  IpsNamed named;
  named.field = keyword->field;
  named.negated = option.is_negated;
  std::string_view value = option.value.text;
  if (!named.negated && value.starts_with('!') && keyword->field != SslVersion &&
      keyword->field != SslState) {
    named.negated = true;
    value = trim(value.substr(1));
  }
  if (keyword->field == DceInterface && value.starts_with("uuid "))
    value = trim(value.substr(5));  // Snort 3
  named.value = std::string(value);
  const std::string wrong = check_value(named, draft.rule.dialect);
  if (!wrong.empty()) return draft.bad_value(option, wrong);
  draft.rule.tests.emplace_back(std::move(named));
}

}  // namespace sig::source::ips
