#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/ip.h"
#include "base/source_text.h"
#include "model/ips_buffer.h"
#include "model/ips_dialect.h"

namespace sig {

/// A rule of the Suricata/Snort language, typed. Legacy forms are already resolved: a modifier
/// behind its content (`content:"x"; http_uri;`) and a sticky buffer in front of it give the same
/// inspection. Source of the language: Suricata 7 user guide, "Rules"; Snort 2.9 manual chapter 3;
/// Snort 3 rule writing guide. Plain values.

enum class IpsAction : std::uint8_t {
  Alert,
  Drop,
  Reject,
  RejectSource,
  RejectDestination,
  RejectBoth,
  Pass,
  Log,
};
/// Drop and the rejects.
inline bool is_blocking(IpsAction action) {
  return action == IpsAction::Drop || action == IpsAction::Reject ||
         action == IpsAction::RejectSource || action == IpsAction::RejectDestination ||
         action == IpsAction::RejectBoth;
}
enum class IpsDirection : std::uint8_t { ToDestination, Both, Transaction };  // -> <> =>

struct IpsAddressRange {
  IpAddress low;
  IpAddress high;
};
/// An address is in the set when a range of `in` holds it and none of `out` does. `any` is the one
/// range over everything of each family; variables are already put in.
struct IpsAddressSet {
  bool any = true;
  std::vector<IpsAddressRange> in;
  std::vector<IpsAddressRange> out;
};
struct IpsPortRange {
  std::uint16_t low = 0;
  std::uint16_t high = 65535;
};
struct IpsPortSet {
  bool any = true;
  std::vector<IpsPortRange> in;
  std::vector<IpsPortRange> out;
};

/// A number, or the name of a variable that byte_extract or byte_math set.
struct IpsAmount {
  std::int64_t number = 0;
  std::string variable;
};

struct IpsContent {
  std::string bytes;
  bool ignore_case = false;
  bool negated = false;
  bool starts_with = false;  ///< also set as offset 0, depth size
  bool ends_with = false;
  bool rawbytes = false;
  bool fast_pattern = false;       ///< the author asked for it
  bool fast_pattern_only = false;  ///< fast_pattern:only: not looked for again
  std::optional<std::pair<std::uint16_t, std::uint16_t>> fast_pattern_chop;  ///< offset, length
  std::optional<IpsAmount> offset, depth;                                    ///< absolute
  std::optional<IpsAmount> distance, within;  ///< relative to the end of the last match
  Span span;

  bool is_relative() const { return distance.has_value() || within.has_value(); }
};

struct IpsPcre {
  std::string pattern;    ///< between the slashes
  std::string flags;      ///< PCRE's own: a subset of "imsxAEGU" that are no buffer names
  bool relative = false;  ///< R
  bool negated = false;
  std::vector<std::string> captures;  ///< "pkt:NAME", "flow:NAME": variables of the groups in order
  Span span;
};

enum class IpsCompare : std::uint8_t {
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  And,
  Or,
  Range
};
enum class IpsNumberBase : std::uint8_t { Binary, Hex, Decimal, Octal };
enum class IpsEndian : std::uint8_t { Big, Little, Dce };

struct IpsByteTest {
  IpsAmount bytes;
  IpsCompare compare = IpsCompare::Equal;
  bool negated = false;
  IpsAmount value;
  IpsAmount offset;
  bool relative = false;
  IpsEndian endian = IpsEndian::Big;
  IpsNumberBase base = IpsNumberBase::Binary;
  std::uint32_t mask = 0;  ///< 0: none
  Span span;
};
struct IpsByteJump {
  IpsAmount bytes;
  IpsAmount offset;
  bool relative = false;
  bool from_beginning = false;
  bool from_end = false;
  bool align = false;
  std::uint32_t multiplier = 1;
  std::int32_t post_offset = 0;
  IpsEndian endian = IpsEndian::Big;
  IpsNumberBase base = IpsNumberBase::Binary;
  std::uint32_t mask = 0;
  Span span;
};
struct IpsByteExtract {
  std::uint8_t bytes = 0;
  std::int32_t offset = 0;
  std::string name;
  bool relative = false;
  std::uint16_t multiplier = 1;
  std::uint8_t align = 0;  ///< 0, 2 or 4
  IpsEndian endian = IpsEndian::Big;
  IpsNumberBase base = IpsNumberBase::Binary;
  std::uint32_t mask = 0;
  Span span;
};
struct IpsByteMath {
  IpsAmount bytes;
  std::int32_t offset = 0;
  char operation = '+';  ///< + - * / < (shift left) > (shift right)
  IpsAmount value;
  std::string result;
  bool relative = false;
  IpsEndian endian = IpsEndian::Big;
  IpsNumberBase base = IpsNumberBase::Binary;
  std::uint32_t mask = 0;
  Span span;
};
struct IpsIsDataAt {
  IpsAmount offset;
  bool relative = false;
  bool negated = false;
  bool rawbytes = false;
  Span span;
};

/// An unsigned number compared: "5", ">5", "<5", "5-10" (both ends excluded where the keyword of
/// Suricata 7 excludes them: the reader already made low and high inclusive), "!5".
struct IpsNumberTest {
  std::uint64_t low = 0;
  std::uint64_t high = UINT64_MAX;
  bool negated = false;
  bool holds(std::uint64_t value) const { return (value >= low && value <= high) != negated; }
};

struct IpsBufferSize {  ///< bsize; urilen on the buffer it names
  IpsNumberTest size;
  Span span;
};
struct IpsBase64Decode {
  std::uint32_t bytes = 0;  ///< 0: all
  std::uint32_t offset = 0;
  bool relative = false;
  std::string mode;  ///< "", "rfc4648", "rfc2045", "strict"
  Span span;
};
struct IpsDataset {
  enum class Command : std::uint8_t { IsSet, IsNotSet, Set, Unset } command = Command::IsSet;
  std::string name;
  std::string type;  ///< "string", "md5", "sha256", "ipv4", "ip"
  std::string load;  ///< file to load, as written; empty: none
  std::string state;
  bool is_reputation = false;  ///< datarep
  IpsNumberTest reputation;
  Span span;
};

using IpsCheck = std::variant<IpsContent,
                              IpsPcre,
                              IpsByteTest,
                              IpsByteJump,
                              IpsByteExtract,
                              IpsByteMath,
                              IpsIsDataAt,
                              IpsBufferSize,
                              IpsBase64Decode,
                              IpsDataset>;

enum class IpsTransform : std::uint8_t {
  DotPrefix,
  StripWhitespace,
  CompressWhitespace,
  ToLowercase,
  ToUppercase,
  ToMd5,
  ToSha1,
  ToSha256,
  UrlDecode,
  Xor,
  Pcrexform,
  HeaderLowercase,
  StripPseudoHeaders,
  CaseChange,
};
struct IpsTransformStep {
  IpsTransform transform = IpsTransform::DotPrefix;
  std::string argument;  ///< key of xor (bytes), pattern of pcrexform
};

/// What is asked of one buffer, in the order of the rule. Each use of a sticky buffer with other
/// transforms is an inspection of its own; checks behind base64_data follow in `base64`.
struct IpsInspection {
  IpsBuffer buffer = IpsBuffer::Payload;
  std::string frame;  ///< of IpsBuffer::Frame: "http.request", "mqtt.pdu", ...
  std::vector<IpsTransformStep> transforms;
  std::vector<IpsCheck> checks;
  std::vector<IpsCheck> base64;  ///< on what IpsBase64Decode in `checks` gave
  Span span;
};

/// flow:...
struct IpsFlow {
  enum class State : std::uint8_t {
    Any,
    Established,
    NotEstablished,
    Stateless
  } state = State::Any;
  bool to_server = false;
  bool to_client = false;
  bool only_stream = false;
  bool no_stream = false;
  bool only_frag = false;
  bool no_frag = false;
};

struct IpsFlowbits {
  enum class Command : std::uint8_t { Set, Unset, Toggle, IsSet, IsNotSet } command = Command::Set;
  std::vector<std::string> names;  ///< joined by | : any of them
};
struct IpsFlowint {
  enum class Command : std::uint8_t {
    Set,
    Add,
    Subtract,
    Less,
    LessEqual,
    Equal,
    NotEqual,
    GreaterEqual,
    Greater,
    IsSet,
    IsNotSet
  } command = Command::Set;
  std::string name;
  std::uint32_t number = 0;
  std::string variable;  ///< instead of the number
};
struct IpsXbits {
  IpsFlowbits::Command command = IpsFlowbits::Command::Set;
  std::string name;
  enum class Track : std::uint8_t { Source, Destination, Pair } track = Track::Source;
  std::uint32_t expire = 30;  ///< seconds
  bool is_hostbits = false;
};
struct IpsThreshold {
  enum class Kind : std::uint8_t {
    Threshold,
    Limit,
    Both,
    DetectionFilter,
    Backoff
  } kind = Kind::Limit;
  enum class Track : std::uint8_t { Source, Destination, Both, Rule, Flow } track = Track::Source;
  std::uint32_t count = 1;
  std::uint32_t seconds = 60;
};

struct IpsFlagsTest {        ///< flags, tcp.flags; fragbits
  bool is_fragment = false;  ///< fragbits: the byte with R 0x80, D 0x40, M 0x20
  enum class Mode : std::uint8_t { Exact, All, Any, None } mode = Mode::Exact;
  std::uint8_t flags = 0;   ///< bits as in the header
  std::uint8_t ignore = 0;  ///< bits that are not looked at
};
struct IpsStreamSize {
  enum class Which : std::uint8_t { Server, Client, Both, Either } which = Which::Either;
  IpsNumberTest size;
};

/// A test of a header, of the flow or of a transaction's number: `what` names the field.
enum class IpsNumberField : std::uint8_t {
  PayloadSize,  ///< dsize
  Ttl,
  IpId,
  IpProtocol,
  Tos,
  FragmentOffset,
  IcmpType,
  IcmpCode,
  IcmpId,
  IcmpSequence,
  Icmpv6Mtu,
  TcpSequence,
  TcpAcknowledgement,
  TcpWindow,
  TcpMss,
  FileSize,
  FlowAge,
  FlowPacketsToServer,
  FlowPacketsToClient,
  FlowBytesToServer,
  FlowBytesToClient,
  DnsOpcode,
  DnsRcode,
  DnsRrtype,
  DceOpnum,
  TlsCertNotBefore,
  TlsCertNotAfter,
  EnipCommand,
  SnmpVersion,
  HttpContentLength,
  TlsVersionNumber,  ///< 0x0303; what tls.version and ssl_version look at
  Http2FrameType,
  Http2ErrorCode,
  Http2Priority,
  Http2Window,
  Http2SizeUpdate,
  Http2Setting,  ///< identifier << 32 | value
  MqttType,      ///< 0 to 15, as on the wire
  MqttFlags,     ///< of the fixed header: 8 (dup) and 1 (retain)
  MqttQos,
  MqttReasonCode,
  MqttProtocolVersion,
  MqttConnectFlags,    ///< as on the wire, without the QoS of the will: 0x80 is a username
  MqttSessionPresent,  ///< 0 or 1
  RfbSecurityType,     ///< 0: none was chosen
  RfbSecurityResult,
  FtpDataCommand,  ///< 1: STOR, 2: RETR
};
struct IpsNumberOf {
  IpsNumberField field = IpsNumberField::PayloadSize;
  std::vector<IpsNumberTest> any_of;
};

/// A property that is named: an event of the decoder, the stream engine or a parser, an IP option,
/// a protocol. `negated` where the language has "!".
enum class IpsNamedField : std::uint8_t {
  AppLayerEvent,     ///< "http.missing_protocol", or "http" for any
  DecodeEvent,       ///< "ipv4.trunc_pkt"
  StreamEvent,       ///< "reassembly_overlap_different_data"
  AppLayerProtocol,  ///< "http"; may be negated
  IpOption,          ///< "rr", "any"
  SameIp,
  Layer3Protocol,  ///< "ipv4", "ipv6", "ip4", "ip6"
  FileExtension,   ///< fileext
  FileMagicText,   ///< filemagic
  FileNameText,    ///< filename (legacy)
  FileStore,
  SslVersion,
  SslState,
  TlsVersion,
  TlsFingerprint,
  SshProtocolVersion,
  TlsSubjectText,  ///< tls.subject:"..."
  TlsIssuerText,   ///< tls.issuerdn:"..."
  DceInterface,    ///< "uuid,version-op,any_frag"
  CipService,
  FileMd5List,
  FileSha256List,
  GeoIp,
  IpReputation,
  Rpc,
  FtpBounce,
  TlsCertExpired,
  TlsCertValid,
};
struct IpsNamed {
  IpsNamedField field = IpsNamedField::SameIp;
  std::string value;
  bool negated = false;
};

using IpsStateTest = std::variant<IpsNumberOf, IpsNamed, IpsFlagsTest, IpsStreamSize>;

/// A keyword that is read but not executed by the built-in matcher, with its place.
struct IpsUnsupported {
  std::string keyword;
  std::string reason;
  Span span;
};

struct IpsRule {
  IpsDialect dialect = IpsDialect::Suricata;
  IpsAction action = IpsAction::Alert;
  std::string
      protocol;  ///< "tcp", "udp", "icmp", "ip", "tcp-pkt", "tcp-stream", "http", "pkthdr", ...
  IpsDirection direction = IpsDirection::ToDestination;
  IpsAddressSet source, destination;
  IpsPortSet source_ports, destination_ports;

  std::uint32_t gid = 1;
  std::uint32_t sid = 0;
  std::uint32_t rev = 0;
  std::string msg;
  std::string classtype;
  std::uint8_t priority = 0;                                    ///< 0: none written
  std::vector<std::pair<std::string, std::string>> references;  ///< kind, id
  std::vector<std::pair<std::string, std::string>> metadata;    ///< key, value
  std::string target;                                           ///< "src_ip", "dest_ip" or empty
  bool no_alert = false;  ///< noalert, or a pass rule without the keyword alert
  bool prefilter = false;

  std::optional<IpsFlow> flow;
  std::vector<IpsInspection> inspections;  ///< in the order of the rule
  std::vector<IpsStateTest> tests;         ///< headers, flow, numbers, events
  std::vector<IpsFlowbits> flowbits;
  std::vector<IpsFlowint> flowints;
  std::vector<IpsXbits> xbits;
  std::optional<IpsThreshold> threshold;

  std::vector<IpsUnsupported> unsupported;  ///< not empty: the rule cannot be run here
  bool is_disabled = false;                 ///< a rule in a comment
  std::string text;  ///< as written, continuation lines joined, the comment mark removed
  Span span;         ///< the rule in its file
};

/// What the signature of a native rule is called: "sid-2001", or "sid-3-2001" of generator 3.
std::string native_id(std::uint32_t gid, std::uint32_t sid);

}  // namespace sig
