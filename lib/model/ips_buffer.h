#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace sig {

/// Where a rule of the Suricata/Snort language looks. One enumerator per sticky buffer; the table
/// of names is in ips_buffer.cc.
enum class IpsBuffer : std::uint8_t {
  Payload,  ///< no buffer named: the packet's payload, or the reassembled stream of TCP
  PktData,  ///< pkt_data, rawbytes: the packet's payload only
  Frame,    ///< frame:NAME
  HttpUri,
  HttpUriRaw,
  HttpMethod,
  HttpHost,
  HttpHostRaw,
  HttpHeader,
  HttpHeaderRaw,
  HttpHeaderNames,
  HttpUserAgent,
  HttpReferer,
  HttpCookie,
  HttpAccept,
  HttpAcceptEnc,
  HttpAcceptLang,
  HttpConnection,
  HttpContentType,
  HttpContentLen,
  HttpRequestLine,
  HttpRequestBody,
  HttpStart,
  HttpProtocol,
  HttpStatCode,
  HttpStatMsg,
  HttpResponseLine,
  HttpResponseBody,
  HttpLocation,
  HttpServer,
  HttpRequestHeader,   ///< multi
  HttpResponseHeader,  ///< multi
  Http2HeaderName,     ///< multi
  FileData,            ///< multi
  FileName,
  FileMagic,
  DnsQuery,  ///< multi
  DnsAnswerName,
  DnsQueryName,
  TlsSni,
  TlsCertSubject,
  TlsCertIssuer,
  TlsCertSerial,
  TlsCertFingerprint,
  TlsCerts,  ///< multi
  TlsRandom,
  TlsRandomTime,
  TlsRandomBytes,
  TlsCertChainLen,
  Ja3Hash,
  Ja3String,
  Ja3sHash,
  Ja3sString,
  Ja4Hash,
  SshProto,
  SshSoftware,
  SshHassh,
  SshHasshString,
  SshHasshServer,
  SshHasshServerString,
  SmbNamedPipe,
  SmbShare,
  SmbNtlmsspUser,
  SmbNtlmsspDomain,
  DceStubData,
  SmtpHelo,
  SmtpMailFrom,
  SmtpRcptTo,
  FtpCommandData,
  SnmpCommunity,
  SnmpUsm,
  QuicVersion,
  QuicSni,
  QuicUaString,
  QuicCyuHash,
  QuicCyuString,
  Krb5Cname,
  Krb5Sname,
  SipMethod,
  SipUri,
  SipProtocol,
  SipStatCode,
  SipStatMsg,
  SipRequestLine,
  SipResponseLine,
  RfbName,
  MqttPublishTopic,
  MqttPublishMessage,
  MqttConnectClientId,
  MqttConnectUsername,
  MqttConnectPassword,
  MqttConnectWillTopic,
  MqttConnectWillMessage,
  MqttSubscribeTopic,
  MqttUnsubscribeTopic,
  DhcpOther,
  Ipv4Header,
  Ipv6Header,
  TcpHeader,
  UdpHeader,
  Icmpv4Header,
  Icmpv6Header,
  IpSource,       ///< ip.src: 4 or 16 bytes, for datasets
  IpDestination,  ///< ip.dst
  Other,          ///< a sticky buffer that is read and not executed: the rule is unsupported
  Count,
};
inline constexpr size_t ips_buffer_count = static_cast<size_t>(IpsBuffer::Count);

/// Which side of a transaction carries a buffer.
enum class IpsSide : std::uint8_t { Request, Response, Either, Packet };

/// One row: the sticky name (Suricata 7), other accepted names, the protocol ("" for any) and side.
struct IpsBufferNames {
  IpsBuffer buffer = IpsBuffer::Payload;
  std::string_view name;           ///< "http.uri"
  std::string_view legacy_sticky;  ///< "dns_query", "file_data", "tls_sni": another sticky name
  std::string_view modifier;  ///< "http_uri": stands behind its content in Suricata and Snort 2
  std::string_view snort3;    ///< sticky name of Snort 3: "http_uri"
  std::string_view protocol;  ///< "http", "dns", "tls", ...
  IpsSide side = IpsSide::Either;
  bool is_multi = false;  ///< each value is inspected on its own, one match suffices
};

/// All rows, in the order of the enumerators.
std::span<const IpsBufferNames> ips_buffers();
const IpsBufferNames& names_of(IpsBuffer buffer);
/// By any of the sticky names of the dialect-independent columns; nothing when unknown.
std::optional<IpsBuffer> sticky_buffer(std::string_view name);
std::optional<IpsBuffer> modifier_buffer(std::string_view name);

}  // namespace sig
