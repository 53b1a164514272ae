#include "model/ips_buffer.h"

#include <unordered_map>

namespace sig {
namespace {

using enum IpsBuffer;
using enum IpsSide;

constexpr IpsBufferNames rows[] = {
    {Payload, "pkt_data", "", "", "pkt_data", "", Either, false},
    {PktData, "", "", "", "raw_data", "", Packet, false},
    {Frame, "frame", "", "", "", "", Either, false},
    {HttpUri, "http.uri", "http.uri.normalized", "http_uri", "http_uri", "http", Request, false},
    {HttpUriRaw, "http.uri.raw", "", "http_raw_uri", "http_raw_uri", "http", Request, false},
    {HttpMethod, "http.method", "", "http_method", "http_method", "http", Request, false},
    {HttpHost, "http.host", "", "http_host", "", "http", Request, false},
    {HttpHostRaw, "http.host.raw", "", "http_raw_host", "", "http", Request, false},
    {HttpHeader, "http.header", "", "http_header", "http_header", "http", Either, false},
    {HttpHeaderRaw,
     "http.header.raw",
     "",
     "http_raw_header",
     "http_raw_header",
     "http",
     Either,
     false},
    {HttpHeaderNames, "http.header_names", "http_header_names", "", "", "http", Either, false},
    {HttpUserAgent, "http.user_agent", "", "http_user_agent", "", "http", Request, false},
    {HttpReferer, "http.referer", "http_referer", "", "", "http", Request, false},
    {HttpCookie, "http.cookie", "", "http_cookie", "http_cookie", "http", Either, false},
    {HttpAccept, "http.accept", "http_accept", "", "", "http", Request, false},
    {HttpAcceptEnc, "http.accept_enc", "http_accept_enc", "", "", "http", Request, false},
    {HttpAcceptLang, "http.accept_lang", "http_accept_lang", "", "", "http", Request, false},
    {HttpConnection, "http.connection", "http_connection", "", "", "http", Either, false},
    {HttpContentType, "http.content_type", "http_content_type", "", "", "http", Either, false},
    {HttpContentLen, "http.content_len", "http_content_len", "", "", "http", Either, false},
    {HttpRequestLine, "http.request_line", "http_request_line", "", "", "http", Request, false},
    {HttpRequestBody,
     "http.request_body",
     "",
     "http_client_body",
     "http_client_body",
     "http",
     Request,
     false},
    {HttpStart, "http.start", "http_start", "", "", "http", Either, false},
    {HttpProtocol, "http.protocol", "http_protocol", "", "http_version", "http", Either, false},
    {HttpStatCode,
     "http.stat_code",
     "",
     "http_stat_code",
     "http_stat_code",
     "http",
     Response,
     false},
    {HttpStatMsg, "http.stat_msg", "", "http_stat_msg", "http_stat_msg", "http", Response, false},
    {HttpResponseLine, "http.response_line", "http_response_line", "", "", "http", Response, false},
    {HttpResponseBody, "http.response_body", "", "http_server_body", "", "http", Response, false},
    {HttpLocation, "http.location", "", "", "", "http", Response, false},
    {HttpServer, "http.server", "", "", "", "http", Response, false},
    {HttpRequestHeader, "http.request_header", "", "", "", "http", Request, true},
    {HttpResponseHeader, "http.response_header", "", "", "", "http", Response, true},
    {Http2HeaderName, "http2.header_name", "", "", "", "http2", Either, true},
    {FileData, "file.data", "file_data", "", "file_data", "", Either, true},
    {FileName, "file.name", "", "", "", "", Either, true},
    {FileMagic, "file.magic", "", "", "", "", Either, true},
    {DnsQuery, "dns.query", "dns_query", "", "", "dns", Request, true},
    {DnsAnswerName, "dns.answer.name", "", "", "", "dns", Either, true},
    {DnsQueryName, "dns.query.name", "", "", "", "dns", Either, true},
    {TlsSni, "tls.sni", "tls_sni", "", "", "tls", Request, false},
    {TlsCertSubject, "tls.cert_subject", "tls_cert_subject", "", "", "tls", Response, false},
    {TlsCertIssuer, "tls.cert_issuer", "tls_cert_issuer", "", "", "tls", Response, false},
    {TlsCertSerial, "tls.cert_serial", "tls_cert_serial", "", "", "tls", Response, false},
    {TlsCertFingerprint,
     "tls.cert_fingerprint",
     "tls_cert_fingerprint",
     "",
     "",
     "tls",
     Response,
     false},
    {TlsCerts, "tls.certs", "", "", "", "tls", Response, true},
    {TlsRandom, "tls.random", "", "", "", "tls", Either, false},
    {TlsRandomTime, "tls.random_time", "", "", "", "tls", Either, false},
    {TlsRandomBytes, "tls.random_bytes", "", "", "", "tls", Either, false},
    {TlsCertChainLen, "", "", "", "", "tls", Response, false},
    {Ja3Hash, "ja3.hash", "ja3_hash", "", "", "tls", Request, false},
    {Ja3String, "ja3.string", "ja3_string", "", "", "tls", Request, false},
    {Ja3sHash, "ja3s.hash", "", "", "", "tls", Response, false},
    {Ja3sString, "ja3s.string", "", "", "", "tls", Response, false},
    {Ja4Hash, "ja4.hash", "ja4_hash", "", "", "tls", Request, false},
    {SshProto, "ssh.proto", "ssh_proto", "", "", "ssh", Either, false},
    {SshSoftware, "ssh.software", "ssh_software", "", "", "ssh", Either, false},
    {SshHassh, "ssh.hassh", "ssh-hassh", "", "", "ssh", Request, false},
    {SshHasshString, "ssh.hassh.string", "ssh-hassh-string", "", "", "ssh", Request, false},
    {SshHasshServer, "ssh.hassh.server", "ssh-hassh-server", "", "", "ssh", Response, false},
    {SshHasshServerString,
     "ssh.hassh.server.string",
     "ssh-hassh-server-string",
     "",
     "",
     "ssh",
     Response,
     false},
    {SmbNamedPipe, "smb.named_pipe", "smb_named_pipe", "", "", "smb", Request, false},
    {SmbShare, "smb.share", "smb_share", "", "", "smb", Request, false},
    {SmbNtlmsspUser, "smb.ntlmssp_user", "", "", "", "smb", Request, false},
    {SmbNtlmsspDomain, "smb.ntlmssp_domain", "", "", "", "smb", Request, false},
    {DceStubData,
     "dcerpc.stub_data",
     "dce_stub_data",
     "",
     "dce_stub_data",
     "dcerpc",
     Either,
     false},
    {SmtpHelo, "smtp.helo", "", "", "", "smtp", Request, false},
    {SmtpMailFrom, "smtp.mail_from", "", "", "", "smtp", Request, false},
    {SmtpRcptTo, "smtp.rcpt_to", "", "", "", "smtp", Request, true},
    {FtpCommandData, "ftp.command_data", "", "", "", "ftp", Request, false},
    {SnmpCommunity, "snmp.community", "", "", "", "snmp", Either, false},
    {SnmpUsm, "snmp.usm", "", "", "", "snmp", Either, false},
    {QuicVersion, "quic.version", "", "", "", "quic", Either, false},
    {QuicSni, "quic.sni", "", "", "", "quic", Request, false},
    {QuicUaString, "quic.ua", "", "", "", "quic", Request, false},
    {QuicCyuHash, "quic.cyu.hash", "", "", "", "quic", Request, true},
    {QuicCyuString, "quic.cyu.string", "", "", "", "quic", Request, true},
    {Krb5Cname, "krb5.cname", "krb5_cname", "", "", "krb5", Response, true},
    {Krb5Sname, "krb5.sname", "krb5_sname", "", "", "krb5", Response, true},
    {SipMethod, "sip.method", "", "", "", "sip", Request, false},
    {SipUri, "sip.uri", "", "", "", "sip", Request, false},
    {SipProtocol, "sip.protocol", "", "", "", "sip", Either, false},
    {SipStatCode, "sip.stat_code", "", "", "", "sip", Response, false},
    {SipStatMsg, "sip.stat_msg", "", "", "", "sip", Response, false},
    {SipRequestLine, "sip.request_line", "", "", "", "sip", Request, false},
    {SipResponseLine, "sip.response_line", "", "", "", "sip", Response, false},
    {RfbName, "rfb.name", "", "", "", "rfb", Response, false},
    {MqttPublishTopic, "mqtt.publish.topic", "", "", "", "mqtt", Either, false},
    {MqttPublishMessage, "mqtt.publish.message", "", "", "", "mqtt", Request, false},
    {MqttConnectClientId, "mqtt.connect.clientid", "", "", "", "mqtt", Request, false},
    {MqttConnectUsername, "mqtt.connect.username", "", "", "", "mqtt", Request, false},
    {MqttConnectPassword, "mqtt.connect.password", "", "", "", "mqtt", Request, false},
    {MqttConnectWillTopic, "mqtt.connect.willtopic", "", "", "", "mqtt", Request, false},
    {MqttConnectWillMessage, "mqtt.connect.willmessage", "", "", "", "mqtt", Request, false},
    {MqttSubscribeTopic, "mqtt.subscribe.topic", "", "", "", "mqtt", Either, true},
    {MqttUnsubscribeTopic, "mqtt.unsubscribe.topic", "", "", "", "mqtt", Request, true},
    {DhcpOther, "", "", "", "", "dhcp", Either, false},
    {Ipv4Header, "ipv4.hdr", "", "", "", "", Packet, false},
    {Ipv6Header, "ipv6.hdr", "", "", "", "", Packet, false},
    {TcpHeader, "tcp.hdr", "", "", "", "", Packet, false},
    {UdpHeader, "udp.hdr", "", "", "", "", Packet, false},
    {Icmpv4Header, "icmpv4.hdr", "", "", "", "", Packet, false},
    {Icmpv6Header, "icmpv6.hdr", "", "", "", "", Packet, false},
    {IpSource, "ip.src", "", "", "", "", Packet, false},
    {IpDestination, "ip.dst", "", "", "", "", Packet, false},
    {Other, "", "", "", "", "", Either, false},
};
static_assert(std::size(rows) == ips_buffer_count);

using ByName = std::unordered_map<std::string_view, IpsBuffer>;

ByName sticky_names() {
  ByName names;
  for (const IpsBufferNames& row : rows) {
    if (!row.name.empty()) names.emplace(row.name, row.buffer);
    if (!row.legacy_sticky.empty()) names.emplace(row.legacy_sticky, row.buffer);
  }
  return names;
}

ByName modifier_names() {
  ByName names;
  for (const IpsBufferNames& row : rows) {
    if (!row.modifier.empty()) names.emplace(row.modifier, row.buffer);
  }
  return names;
}

std::optional<IpsBuffer> find_in(const ByName& names, std::string_view name) {
  const auto found = names.find(name);
  return found == names.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

std::span<const IpsBufferNames> ips_buffers() {
  return rows;
}

const IpsBufferNames& names_of(IpsBuffer buffer) {
  return rows[static_cast<size_t>(buffer)];
}

std::optional<IpsBuffer> sticky_buffer(std::string_view name) {
  static const ByName names = sticky_names();
  return find_in(names, name);
}

std::optional<IpsBuffer> modifier_buffer(std::string_view name) {
  static const ByName names = modifier_names();
  return find_in(names, name);
}

}  // namespace sig
