#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/digest.h"
#include "base/ip.h"
#include "base/source_text.h"
#include "base/time.h"
#include "model/ips_rule.h"

namespace sig {

enum class Severity { Info, Low, Medium, High, Critical };
enum class Confidence { Low, Medium, High };
enum class Action { Alert, Block };

/// What a signature looks at, one event of which is one unit: the `on:` of the portable language.
/// Flow: of native IPS rules, whose unit is a flow.
enum class Surface { HttpRequest, HttpResponse, Packet, Stream, Dns, Tls, Log, Flow };

/// Where a tested value comes from. The table of names, surfaces and types is in model/names.cc.
enum class FieldId {
  HttpMethod,
  HttpUri,
  HttpPath,
  HttpQuery,
  HttpArgs,
  HttpArg,  ///< http.arg.NAME
  HttpArgNames,
  HttpHeaders,
  HttpHeader,  ///< http.header.NAME
  HttpCookies,
  HttpCookie,  ///< http.cookie.NAME
  HttpUserAgent,
  HttpHost,
  HttpBody,
  HttpVersion,
  HttpStatus,
  HttpResponseHeaders,
  HttpResponseBody,
  ClientIp,
  ClientPort,
  ServerIp,
  ServerPort,
  PacketPayload,
  PacketSize,
  PacketProtocol,
  TcpFlags,
  IcmpType,
  IcmpCode,
  StreamClient,
  StreamServer,
  TlsSni,
  TlsJa3,
  DnsQuery,
  LogMessage,
  LogProgram,
  LogHost,
  LogField,  ///< log.NAME
};

struct FieldRef {
  FieldId id = FieldId::HttpUri;
  std::string name;  ///< the NAME of a named field (header and log names in lower case); else empty
  friend auto operator<=>(const FieldRef&, const FieldRef&) = default;
};

enum class Operator {
  Contains,
  Equals,
  StartsWith,
  EndsWith,
  Regex,
  OneOf,
  In,  ///< an address in one of the networks
  LessThan,
  GreaterThan,
  Exists,
};

/// Transformations of a value before the test, applied in order. Defined in schemas/signature.md.
enum class Decode {
  Url,
  Html,
  Base64,
  Hex,
  Lowercase,
  Whitespace,
  Path,
  Nulls,
  Comments,
  Js,
  Css,
  Utf8
};

/// One test of one field. It holds when at least one value of the field, decoded, satisfies it.
struct Test {
  FieldRef field;
  std::vector<Decode> decode;
  Operator op = Operator::Contains;
  bool ignore_case = false;         ///< ASCII only
  std::vector<std::string> values;  ///< one for the text operators and Regex; many for OneOf
  std::vector<Cidr> networks;       ///< In
  std::int64_t number = 0;          ///< LessThan, GreaterThan
  bool wanted = true;               ///< Exists
  Span span;                        ///< where the operator's value stands; unset after reading JSON
};

/// A tree of tests. None holds when no child holds. Kleene logic: an undecided child (a regex that
/// ran into its limit) leaves the parent undecided unless another child settles it.
struct Condition {
  enum class Kind { Test, All, Any, None };
  Kind kind = Kind::All;
  Test test;                        ///< Kind::Test only
  std::vector<Condition> children;  ///< the other kinds; never empty
};

/// Fire on the `count`-th hit within `within` of event time by one value of `by`; then start anew.
struct Rate {
  std::uint32_t count = 1;
  Seconds within{0};
  FieldRef by;
};

struct Examples {
  std::vector<std::string> match;  ///< raw HTTP, log line, or bytes as the surface asks
  std::vector<std::string> no_match;
  std::vector<Span> match_spans;  ///< same length as match; unset after reading JSON
  std::vector<Span> no_match_spans;
};

/// Where a signature was written: a path relative to the project, and the line of its `id`.
struct Origin {
  std::string file;
  int line = 0;
};

/// A rule in an engine's own language, kept as it was written.
struct NativeRule {
  IpsDialect dialect = IpsDialect::Suricata;
  std::string text;                              ///< in one line
  std::map<std::string, std::string> variables;  ///< what each $NAME in its header stands for
  std::shared_ptr<const IpsRule> typed;  ///< as its reader understood it; unset after reading JSON
};

/// One signature: portable, or native where `native` is set (then `match`, `rate` and `examples`
/// are empty, and a block ends with its flow). Plain value.
struct Signature {
  std::string id;
  std::uint32_t rev = 1;
  std::string title;
  std::string category;  ///< a name of model/category.h
  Severity severity = Severity::Medium;
  Confidence confidence = Confidence::Low;  ///< the author's claim
  std::string owner;
  std::optional<Time> review_by;  ///< past it the signature only alerts
  std::vector<std::string> references;
  Surface on = Surface::HttpRequest;
  Condition match;
  std::optional<Rate> rate;
  Action action = Action::Alert;
  std::optional<Seconds> block_for;  ///< set exactly when action is Block
  Examples examples;
  std::optional<NativeRule> native;

  Origin origin;
  Digest digest;  ///< of what the signature means: SHA-256 of its canonical JSON without `rev` and
                  ///< origin
  Span id_span;   ///< for diagnostics; unset after reading JSON
  Span rev_span;
  /// Where the value of each top-level key was written; empty after reading JSON.
  std::map<std::string, Span, std::less<>> key_spans;
};

}  // namespace sig
