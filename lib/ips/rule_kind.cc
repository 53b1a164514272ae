#include "ips/rule_kind.h"

#include <algorithm>

#include "ips/event_names.h"
#include "protocol/abilities.h"

namespace sig::ips {
namespace {

using protocol::AppProtocol;
using Field = IpsNumberField;
using Named = IpsNamedField;

bool is_header_buffer(IpsBuffer buffer) {
  switch (buffer) {
    case IpsBuffer::Ipv4Header:
    case IpsBuffer::Ipv6Header:
    case IpsBuffer::TcpHeader:
    case IpsBuffer::UdpHeader:
    case IpsBuffer::Icmpv4Header:
    case IpsBuffer::Icmpv6Header:
    case IpsBuffer::IpSource:
    case IpsBuffer::IpDestination:
      return true;
    default:
      return false;
  }
}

/// The protocol of a transaction's number; nothing for numbers of packets and flows.
std::optional<AppSet> apps_of(Field field) {
  switch (field) {
    case Field::DnsOpcode:
    case Field::DnsRcode:
    case Field::DnsRrtype:
      return bit(AppProtocol::Dns);
    case Field::DceOpnum:
      return app_set("dcerpc");
    case Field::TlsCertNotBefore:
    case Field::TlsCertNotAfter:
      return bit(AppProtocol::Tls);
    case Field::EnipCommand:
      return bit(AppProtocol::Enip);
    case Field::SnmpVersion:
      return bit(AppProtocol::Snmp);
    case Field::MqttType:
    case Field::MqttFlags:
    case Field::MqttQos:
    case Field::MqttReasonCode:
    case Field::MqttProtocolVersion:
    case Field::MqttConnectFlags:
    case Field::MqttSessionPresent:
      return bit(AppProtocol::Mqtt);
    case Field::RfbSecurityType:
    case Field::RfbSecurityResult:
      return bit(AppProtocol::Rfb);
    case Field::FtpDataCommand:
      return bit(AppProtocol::FtpData);
    case Field::HttpContentLength:
      return app_set("http");
    case Field::Http2FrameType:
    case Field::Http2ErrorCode:
    case Field::Http2Priority:
    case Field::Http2Window:
    case Field::Http2SizeUpdate:
    case Field::Http2Setting:
      return bit(AppProtocol::Http2);
    case Field::FileSize:
      return AppSet{0};
    default:
      return std::nullopt;
  }
}

/// The same for named properties; 0: any protocol.
std::optional<AppSet> apps_of(const IpsNamed& named) {
  switch (named.field) {
    case Named::AppLayerEvent: {
      const size_t dot = named.value.find('.');
      // Without a dot: an event of the flow itself ("applayer_mismatch_..."), of any protocol.
      if (dot == std::string::npos) return AppSet{0};
      return app_set(std::string_view(named.value).substr(0, dot)).value_or(0);
    }
    case Named::FileExtension:
    case Named::FileNameText:
    case Named::FileMagicText:
    case Named::FileStore:
      return AppSet{0};
    case Named::TlsVersion:
    case Named::SslVersion:
    case Named::SslState:
    case Named::TlsFingerprint:
    case Named::TlsSubjectText:
    case Named::TlsIssuerText:
      return bit(AppProtocol::Tls);
    case Named::SshProtocolVersion:
      return bit(AppProtocol::Ssh);
    case Named::DceInterface:
      return app_set("dcerpc");
    case Named::CipService:
      return bit(AppProtocol::Enip);
    default:
      return std::nullopt;
  }
}

/// Why nothing here makes what the inspection looks at.
std::optional<Obstacle> buffer_obstacle(const IpsInspection& inspection) {
  const IpsBufferNames& names = names_of(inspection.buffer);
  if (inspection.buffer == IpsBuffer::Frame && !protocol::is_frame(inspection.frame)) {
    return Obstacle{"frame", "frames of this name are not made here", inspection.span};
  }
  const bool is_made =
      inspection.buffer == IpsBuffer::FileMagic || protocol::is_made(inspection.buffer);
  if (!is_made) {
    return Obstacle{std::string(names.name), "this buffer is not made here", inspection.span};
  }
  return std::nullopt;
}

bool any_app(AppSet apps, bool (*has)(AppProtocol)) {
  for (size_t i = 0; i < static_cast<size_t>(AppProtocol::Count); ++i) {
    const auto app = static_cast<AppProtocol>(i);
    if ((apps & bit(app)) != 0 && has(app)) return true;
  }
  return false;
}

/// Why nothing here raises the event.
std::optional<Obstacle> event_obstacle(const IpsNamed& named) {
  const bool is_stream = named.field == Named::StreamEvent;
  if (is_stream || named.field == Named::DecodeEvent) {
    const std::string name = (is_stream ? "stream." : "") + named.value;
    if (is_known_event(name)) return std::nullopt;
    return Obstacle{is_stream ? "stream-event" : "decode-event",
                    named.value + " is not raised here"};
  }
  // A protocol alone stands for any of its events.
  const bool is_any = app_set(named.value).has_value();
  if (is_any || protocol::is_raised(named.value)) return std::nullopt;
  return Obstacle{"app-layer-event", named.value + " is not raised here"};
}

std::optional<Obstacle> named_obstacle(const IpsNamed& named) {
  switch (named.field) {
    case Named::GeoIp:
      return Obstacle{"geoip", "there is no geographic database here"};
    case Named::IpReputation:
      return Obstacle{"iprep", "there is no reputation list here"};
    case Named::FileMd5List:
      return Obstacle{"filemd5", "lists of file digests are not read"};
    case Named::FileSha256List:
      return Obstacle{"filesha256", "lists of file digests are not read"};
    case Named::Rpc:
      return Obstacle{"rpc", "Sun RPC is not parsed"};
    case Named::TlsCertExpired:
      return Obstacle{"tls_cert_expired", "depends on the clock of the engine"};
    case Named::TlsCertValid:
      return Obstacle{"tls_cert_valid", "depends on the clock of the engine"};
    case Named::SslState:
      return Obstacle{"ssl_state", "not executed by the built-in matcher"};
    case Named::AppLayerEvent:
    case Named::DecodeEvent:
    case Named::StreamEvent:
      return event_obstacle(named);
    case Named::FtpBounce:
      return Obstacle{"ftpbounce", "not executed by the built-in matcher"};
    default:
      return std::nullopt;
  }
}

/// Tests that need a packet of their own: with them, payload means the packet's.
bool needs_packet(const IpsStateTest& test) {
  if (const auto* number = std::get_if<IpsNumberOf>(&test)) {
    switch (number->field) {
      case Field::PayloadSize:
      case Field::Ttl:
      case Field::IpId:
      case Field::Tos:
      case Field::FragmentOffset:
      case Field::IcmpType:
      case Field::IcmpCode:
      case Field::IcmpId:
      case Field::IcmpSequence:
      case Field::Icmpv6Mtu:
      case Field::TcpSequence:
      case Field::TcpAcknowledgement:
      case Field::TcpWindow:
      case Field::TcpMss:
        return true;
      default:
        return false;
    }
  }
  if (const auto* named = std::get_if<IpsNamed>(&test)) {
    return named->field == Named::IpOption || named->field == Named::SameIp ||
           named->field == Named::StreamEvent || named->field == Named::DecodeEvent;
  }
  return std::holds_alternative<IpsFlagsTest>(test);
}

struct Facts {
  bool has_payload = false, has_pkt_data = false, has_header = false, has_frame = false;
  bool has_transaction = false, has_packet_test = false, has_depth = false, has_detection = false;
  AppSet apps = 0;

  void narrow(AppSet wanted) {
    if (wanted != 0) apps = apps == 0 ? wanted : apps & wanted;
  }
};

std::optional<Obstacle> look_at_inspection(const IpsInspection& inspection, Facts& facts) {
  const IpsBuffer buffer = inspection.buffer;
  if (buffer == IpsBuffer::Payload) {
    facts.has_payload = true;
    for (const IpsCheck& check : inspection.checks) {
      const auto* content = std::get_if<IpsContent>(&check);
      if (content != nullptr && (content->depth || content->offset)) facts.has_depth = true;
    }
  } else if (buffer == IpsBuffer::PktData) {
    facts.has_pkt_data = true;
  } else if (buffer == IpsBuffer::Frame) {
    facts.has_frame = true;
  } else if (is_header_buffer(buffer)) {
    facts.has_header = true;
  } else {
    facts.has_transaction = true;
    const std::string_view word = names_of(buffer).protocol;
    if (!word.empty()) facts.narrow(app_set(word).value_or(0));
  }
  return buffer_obstacle(inspection);
}

std::optional<Obstacle> look_at_test(const IpsStateTest& test, CompiledRule& rule, Facts& facts) {
  std::optional<AppSet> apps;
  if (const auto* number = std::get_if<IpsNumberOf>(&test)) {
    if (!protocol::is_made(number->field)) return Obstacle{"number", "it is not made here"};
    apps = apps_of(number->field);
  } else if (const auto* named = std::get_if<IpsNamed>(&test)) {
    if (auto obstacle = named_obstacle(*named)) return obstacle;
    if (named->field == Named::DecodeEvent) rule.is_decoder_rule = true;
    if (named->field == Named::AppLayerProtocol) facts.has_detection = true;
    apps = apps_of(*named);
  }
  if (apps) {
    rule.has_tx_test = true;
    // Only files come with any protocol.
    const auto* named = std::get_if<IpsNamed>(&test);
    if (*apps == 0 && (named == nullptr || named->field != Named::AppLayerEvent)) {
      rule.has_file_test = true;
    }
    facts.narrow(*apps);
  }
  if (needs_packet(test)) facts.has_packet_test = true;
  return std::nullopt;
}

/// No more than addresses and the protocol: tried on the first packet of a flow in each direction.
bool is_ip_only(const IpsRule& rule, const Facts& facts) {
  const bool has_ports = !rule.source_ports.any || !rule.destination_ports.any;
  const auto is_protocol_number = [](const IpsStateTest& test) {
    const auto* number = std::get_if<IpsNumberOf>(&test);
    return number != nullptr && number->field == Field::IpProtocol;
  };
  return facts.apps == 0 && rule.inspections.empty() && !rule.flow && !has_ports &&
         rule.flowbits.empty() && rule.flowints.empty() &&
         std::all_of(rule.tests.begin(), rule.tests.end(), is_protocol_number) &&
         rule.protocol != "pkthdr" && rule.protocol != "tcp-pkt" && rule.protocol != "tcp-stream";
}

}  // namespace

bool is_transaction_buffer(IpsBuffer buffer) {
  return buffer != IpsBuffer::Payload && buffer != IpsBuffer::PktData &&
         buffer != IpsBuffer::Frame && !is_header_buffer(buffer);
}

bool asks_for_magic(const IpsRule& rule) {
  return std::any_of(rule.inspections.begin(),
                     rule.inspections.end(),
                     [](const IpsInspection& one) { return one.buffer == IpsBuffer::FileMagic; }) ||
         std::any_of(rule.tests.begin(), rule.tests.end(), [](const IpsStateTest& test) {
           const auto* named = std::get_if<IpsNamed>(&test);
           return named != nullptr && named->field == Named::FileMagicText;
         });
}

std::optional<Obstacle> classify(CompiledRule& rule) {
  const IpsRule& source = *rule.source;
  if (!source.unsupported.empty()) {
    return Obstacle{
        source.unsupported[0].keyword, source.unsupported[0].reason, source.unsupported[0].span};
  }
  const auto protocol = protocol_test(source.protocol);
  if (!protocol) return Obstacle{source.protocol, "this protocol is not followed"};
  rule.protocol = *protocol;

  Facts facts;
  facts.apps = protocol->apps;
  for (const IpsInspection& inspection : source.inspections) {
    if (auto obstacle = look_at_inspection(inspection, facts)) return obstacle;
  }
  for (const IpsStateTest& test : source.tests) {
    if (auto obstacle = look_at_test(test, rule, facts)) return obstacle;
  }
  rule.apps = facts.apps;
  const bool is_of_transactions = facts.has_transaction || rule.has_tx_test || facts.has_frame;
  if (rule.apps != 0 &&
      !any_app(rule.apps, is_of_transactions ? protocol::is_parsed : protocol::is_recognised)) {
    return Obstacle{source.protocol, "the protocol that it asks for is not parsed here"};
  }
  if (protocol->header_only) rule.is_decoder_rule = true;

  if (facts.has_frame) {
    rule.kind = RuleKind::Frame;
  } else if (facts.has_transaction || rule.has_tx_test) {
    rule.kind = RuleKind::Transaction;
  } else if (facts.has_payload && !facts.has_packet_test && !facts.has_pkt_data) {
    rule.kind = RuleKind::Stream;
    rule.needs_stream = !protocol->packet_only;
    rule.needs_packet = !rule.needs_stream || (facts.has_depth && !protocol->stream_only);
  } else if (facts.has_detection && !facts.has_payload && !facts.has_packet_test) {
    rule.kind = RuleKind::Detection;
  } else if (is_ip_only(source, facts)) {
    rule.kind = RuleKind::IpOnly;
  } else if (protocol->apps != 0 && !facts.has_payload && !facts.has_header &&
             !facts.has_pkt_data) {
    rule.kind = RuleKind::AppLayer;
  } else {
    rule.kind = RuleKind::Packet;
    rule.needs_packet = true;
  }
  return std::nullopt;
}

}  // namespace sig::ips
