#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/ips_buffer.h"
#include "model/ips_rule.h"

namespace sig::protocol {

/// Application protocols that rules may name. `Failed`: bytes came and are no protocol we know.
enum class AppProtocol : std::uint8_t {
  Unknown,
  Failed,
  Http1,
  Http2,
  Dns,
  Tls,
  Ssh,
  Smb,
  Dcerpc,
  Smtp,
  Ftp,
  FtpData,
  Snmp,
  Enip,
  Mqtt,
  Rfb,
  Sip,
  Quic,
  Krb5,
  Dhcp,
  Ike,
  Nfs,
  Tftp,
  Rdp,
  Telnet,
  Imap,
  Pop3,
  Irc,
  Ntp,
  Modbus,
  Dnp3,
  Pgsql,
  BittorrentDht,
  Count,
};
/// "http1" is written "http1"; a rule's "http" stands for Http1 and Http2.
std::string_view to_string(AppProtocol protocol);

/// One value of a buffer of rules. Several of one buffer stand in the order of the traffic.
struct AppValue {
  IpsBuffer buffer = IpsBuffer::Payload;
  std::string_view bytes;
};
struct AppNumber {
  IpsNumberField field = IpsNumberField::DnsOpcode;
  std::uint64_t value = 0;
};
struct AppFile {
  std::string_view name;
  std::string_view content;  ///< up to the body limit
  std::uint64_t size = 0;    ///< as transferred
  bool is_complete = true;
};

/// An interface of DCERPC that was bound in this flow.
struct AppInterface {
  std::array<std::uint8_t, 16> uuid{};  ///< in the order it is written
  std::uint16_t major = 0, minor = 0;
  bool is_accepted = false;
};

/// A service of CIP that an EtherNet/IP message carries.
struct AppCipService {
  /// Of the path of a request: a class, or an attribute of the class before it.
  struct Segment {
    bool is_attribute = false;
    std::uint16_t class_number = 0;
  };
  std::uint8_t code = 0;
  bool is_response = false;
  std::vector<Segment> path;
  std::vector<std::uint16_t> attributes;  ///< that Get_ or Set_Attribute_List names
};

/// One side of one transaction, as far as it will be known: what rules with app-layer keywords look
/// at. Views live for the call that shows it.
struct AppUnit {
  AppProtocol protocol = AppProtocol::Unknown;
  bool to_server = true;
  std::uint32_t transaction = 0;  ///< 0-based in its flow
  std::span<const AppValue> values;
  std::span<const AppNumber> numbers;
  std::span<const std::string_view>
      events;                      ///< "http.missing_protocol" without the protocol: names
                                   ///< of Suricata 7's app-layer-event, static storage
  std::span<const AppFile> files;  ///< their contents are also FileData among the values
  std::span<const AppInterface> interfaces;  ///< of the DCERPC call; empty: no call
  std::span<const AppCipService> cip_services;
  bool is_first_fragment = true;  ///< of the DCERPC call
  bool is_little_endian = false;  ///< of the DCERPC stub data, for byte_test ...,dce
};

/// A frame of a parser, for frame:NAME.
struct AppFrame {
  std::string_view name;  ///< "http1.request", "mqtt.pdu"; static storage
  bool to_server = true;
  std::string_view bytes;
};

/// A data connection that an FTP control connection has announced (RFC 959, 4.1.2; RFC 2428).
struct FtpTransfer {
  std::uint16_t port = 0;  ///< of the side that waits to be connected to
  bool is_active = false;  ///< that is the client (PORT, EPRT), not the server (PASV, EPSV)
  bool is_upload = false;  ///< STOR, not RETR
  std::string file_name;

  /// In the data connection, whose client is the side that connects.
  bool data_is_to_server() const { return is_active != is_upload; }
};

/// Takes what the parsers make, in the order of the traffic.
class AppSink {
 public:
  virtual ~AppSink() = default;
  virtual void unit(const AppUnit& unit) = 0;
  virtual void frame(const AppFrame&) {}
  /// An event of the flow itself, with no transaction:
  /// "applayer_mismatch_protocol_both_directions".
  virtual void flow_event(std::string_view /*name*/, bool /*to_server*/) {}
  /// Between the addresses of this flow.
  virtual void expect(const FtpTransfer&) {}
};

/// Which values anybody wants: a parser may leave the others out.
struct AppWants {
  std::uint64_t buffers[(ips_buffer_count + 63) / 64] = {};
  bool frames = false;
  bool wants(IpsBuffer buffer) const {
    const auto n = static_cast<size_t>(buffer);
    return ((buffers[n / 64] >> (n % 64)) & 1U) != 0;
  }
  void want(IpsBuffer buffer) {
    const auto n = static_cast<size_t>(buffer);
    buffers[n / 64] |= 1ULL << (n % 64);
  }
};

/// Limits of the parsers, with Suricata 7's defaults. Bytes unless said.
struct AppLimits {
  std::uint32_t request_body = 100U << 10U;
  std::uint32_t response_body = 100U << 10U;
  std::uint32_t decompress_layers = 2;
  std::uint64_t decompressed_most = 10U << 20U;  ///< of one body
  std::uint32_t transactions = 512;              ///< waiting for their response, per flow
  std::uint32_t handshake = 64U << 10U;          ///< of one TLS handshake message
};

/// Parses one flow of one protocol. Bytes of each direction come in order, however they are cut;
/// the units are the same. One thread.
class AppParser {
 public:
  virtual ~AppParser() = default;
  /// One piece of a stream, or one datagram. False: this parser gives up; nothing more will come.
  virtual bool data(bool to_server, std::string_view bytes, AppSink& sink) = 0;
  /// `length` bytes of the stream are lost. False as above.
  virtual bool gap(bool to_server, std::uint64_t length, AppSink& sink) = 0;
  /// That side has ended (FIN), or both have (called for each): shows what is unfinished.
  virtual void end(bool to_server, AppSink& sink) = 0;
  /// Bytes held, for the caps of the owner.
  virtual size_t held_bytes() const = 0;
  /// The protocol that the rest of the flow is in from here on (after STARTTLS, CONNECT, an upgrade
  /// to HTTP/2); Unknown: no change.
  virtual AppProtocol changes_to() const { return AppProtocol::Unknown; }
  /// The rest of the flow is another protocol, to be found out from its bytes (behind CONNECT).
  virtual bool detects_again() const { return false; }
  /// With either of them: what was given to this parser and belongs to the next one.
  virtual std::string_view unused(bool /*to_server*/) const { return {}; }
  /// With changes_to() HTTP/2: the request that asked for it, which HTTP/2 answers. Lines of
  /// "name: value\r\n", those of method and path named as in HTTP/2.
  virtual std::string_view handover() const { return {}; }
  /// Before all data: what handover() of the parser before this one gave.
  virtual void take_over(std::string_view /*request*/, AppSink& /*sink*/) {}
};

}  // namespace sig::protocol
