#include <algorithm>
#include <array>

#include "base/text.h"
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

std::string check_value(const IpsNamed& named, IpsDialect dialect) {
  if (named.field == IpOption && dialect == IpsDialect::Suricata &&
      std::find(ip_options.begin(), ip_options.end(), named.value) == ip_options.end()) {
    return quote(named.value) + " is no option of IP";
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
