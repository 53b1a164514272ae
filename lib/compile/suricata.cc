// Where the fields of a signature stand in Suricata 7, and what its rules look like.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "compile/dialect.h"
#include "compile/number_set.h"
#include "compile/regex_text.h"
#include "compile/rule_text.h"

namespace sig::compile {
namespace {

using Answer = Found<Place>;

// pcrexform leaves a buffer as it is when its pattern does not match, and takes the first group
// when it does: so each pattern here matches everything, with an empty group where the part is
// missing.
constexpr std::string_view path_of_uri =
    R"((?s)^(?:[a-zA-Z][a-zA-Z0-9+.-]*:\x2f\x2f[^\x2f?]*)?([^?]*))";
constexpr std::string_view query_of_uri = R"((?s)^(?:[^?]*\?|.*$)(.*))";
constexpr std::string_view value_of_header = R"((?s)^[^:]*: ?(.*))";

std::string pcrexform(std::string_view pattern) {
  return fmt::format("pcrexform:\"{}\"", pattern);
}

std::string value_of_named_header(std::string_view name) {
  return pcrexform(
      fmt::format(R"((?is)^(?:(?:.*\r\n)?{}: ?|.*$)([^\r\n]*))", regex_of_literal(name)));
}

std::string value_of_cookie(std::string_view name) {
  return pcrexform(
      fmt::format(R"((?s)^(?:(?:.*\x3b)?[ \t]*{}=|.*$)([^\x3b]*))", regex_of_literal(name)));
}

Place at(std::string_view buffer, Side side) {
  Place out;
  out.buffer = buffer;
  out.side = side;
  return out;
}

// Suricata 7 refuses a content with white space at its ends in http.method and in headers of their
// own, and one for ja3.hash that has not the size of one.
Place picky(Place place) {
  place.is_picky = true;
  return place;
}

Place always(Place place) {
  place.is_always_there = true;
  return place;
}

Place with_part(std::string_view buffer, Side side, std::string transform) {
  Place out = at(buffer, side);
  out.transforms.push_back(std::move(transform));
  return out;
}

struct Named {
  std::string_view header;
  std::string_view buffer;
};
// Headers that have a buffer of their own.
constexpr Named named[] = {
    {"accept", "http.accept"},
    {"accept-encoding", "http.accept_enc"},
    {"accept-language", "http.accept_lang"},
    {"connection", "http.connection"},
    {"content-type", "http.content_type"},
    {"referer", "http.referer"},
    {"user-agent", "http.user_agent"},
};

Place header_place(std::string_view name, bool is_negated) {
  if (name == "cookie") return picky(at("http.cookie", Side::Request));
  for (const Named& row : named) {
    // A buffer of its own is not there when the header is not, and then nothing holds.
    if (row.header == name && !is_negated) return picky(at(row.buffer, Side::Request));
  }
  return always(with_part("http.header", Side::Request, value_of_named_header(name)));
}

Place many(Place place) {
  place.has_many_values = true;
  return place;
}

Answer place_of_field(const Test& test, bool is_negated) {
  const auto request = [](std::string_view buffer) { return at(buffer, Side::Request); };
  switch (test.field.id) {
    case FieldId::HttpMethod:
      return picky(always(request("http.method")));
    case FieldId::HttpUri:
      return always(request("http.uri.raw"));
    case FieldId::HttpPath:
      return always(with_part("http.uri.raw", Side::Request, pcrexform(path_of_uri)));
    case FieldId::HttpQuery:
      return always(with_part("http.uri.raw", Side::Request, pcrexform(query_of_uri)));
    case FieldId::HttpHeaders:
      return many(with_part("http.request_header", Side::Request, pcrexform(value_of_header)));
    case FieldId::HttpHeader:
      return header_place(test.field.name, is_negated);
    case FieldId::HttpUserAgent:
      return header_place("user-agent", is_negated);
    case FieldId::HttpHost:
      return is_negated ? header_place("host", true) : picky(request("http.host.raw"));
    case FieldId::HttpCookie:
      return with_part("http.cookie", Side::Request, value_of_cookie(test.field.name));
    case FieldId::HttpBody:
      return request("http.request_body");
    case FieldId::HttpVersion:
      return picky(always(request("http.protocol")));
    case FieldId::HttpStatus:
      return picky(always(at("http.stat_code", Side::Response)));
    case FieldId::HttpResponseHeaders:
      return many(with_part("http.response_header", Side::Response, pcrexform(value_of_header)));
    case FieldId::HttpResponseBody:
      return at("file.data", Side::Response);
    case FieldId::PacketPayload:
      return at("", Side::Either);
    case FieldId::StreamClient:
      return at("", Side::Request);
    case FieldId::StreamServer:
      return at("", Side::Response);
    case FieldId::TlsSni:
      return request("tls.sni");
    case FieldId::TlsJa3: {
      Place place = request("ja3.hash");
      place.content_size = 32;
      return place;
    }
    case FieldId::DnsQuery: {
      Place place = always(request("dns.query"));
      place.is_lower_case = true;
      return place;
    }
    default:
      return Answer::cannot("no buffer holds it");
  }
}

/// The path as the engine makes it, which decodes it once and resolves it.
Answer normalized_path(const Decodes& decodes) {
  if (decodes.steps != std::vector<Decode>{Decode::Url, Decode::Path}) {
    return Answer::cannot("decode path: the engine resolves a path behind one decode url only");
  }
  Place place = always(with_part("http.uri", Side::Request, pcrexform("(?s)^([^?]*)")));
  place.is_lower_case = decodes.is_lower_case;
  return place;
}

Answer place_of(const Test& test, bool is_negated) {
  const Decodes decodes = decodes_of(test);
  const auto has = [&](Decode how) {
    return std::find(decodes.steps.begin(), decodes.steps.end(), how) != decodes.steps.end();
  };
  if (has(Decode::Path)) {
    if (test.field.id == FieldId::HttpPath) return normalized_path(decodes);
    return Answer::cannot("decode path: the engine resolves http.path only");
  }
  Answer answer = place_of_field(test, is_negated);
  if (!answer.value) return answer;
  Place& place = *answer.value;
  if (!decodes.steps.empty() && place.buffer.empty()) {
    return Answer::cannot("the payload has no transforms");
  }
  for (const Decode how : decodes.steps) {
    if (how == Decode::Url) {
      place.transforms.emplace_back("url_decode");
    } else if (how == Decode::Whitespace) {
      place.transforms.emplace_back("compress_whitespace");
      place.any_blank = true;
    } else {
      return Answer::cannot("a decode without a transform");
    }
  }
  place.is_lower_case = place.is_lower_case || decodes.is_lower_case;
  return answer;
}

Inspection header_names(std::string_view name, bool is_wanted) {
  Check check;
  check.text = fmt::format("\r\n{}\r\n", name);
  check.ignore_case = true;
  check.is_negated = !is_wanted;
  return {at("http.header_names", Side::Request), {check}};
}

Inspection payload_is_there(bool is_wanted) {
  Check check;
  check.kind = Check::Kind::Option;
  check.text = is_wanted ? "dsize:>0" : "dsize:0";
  return {at("", Side::Either), {check}};
}

Found<Inspection> presence_of(const FieldRef& field, bool is_wanted) {
  switch (field.id) {
    case FieldId::HttpHeader:
      return header_names(field.name, is_wanted);
    case FieldId::HttpUserAgent:
      return header_names("User-Agent", is_wanted);
    case FieldId::HttpHost:
      return header_names("Host", is_wanted);
    case FieldId::PacketPayload:
      return payload_is_there(is_wanted);
    case FieldId::HttpCookie: {
      if (!is_wanted) break;
      Check check = not_empty();
      check.text = fmt::format(R"((?:^|\x3b)[ \t]*{}=)", regex_of_literal(field.name));
      return Inspection{at("http.cookie", Side::Request), {check}};
    }
    case FieldId::HttpQuery: {
      Check check;
      check.text = "?";
      check.is_negated = !is_wanted;
      return Inspection{at("http.uri.raw", Side::Request), {check}};
    }
    case FieldId::HttpMethod:
    case FieldId::HttpUri:
    case FieldId::HttpPath:
    case FieldId::HttpVersion:
    case FieldId::DnsQuery:
      if (is_wanted) return Inspection{at("", Side::Request), {}};
      break;
    case FieldId::HttpStatus:
      if (is_wanted) return Inspection{at("", Side::Response), {}};
      break;
    default:
      break;
  }
  if (!is_wanted) return Found<Inspection>::cannot("exists: false: no keyword says so of it");
  Test test;
  test.field = field;
  Answer place = place_of_field(test, false);
  if (!place.value) return Found<Inspection>::cannot(place.reason);
  return Inspection{*place.value, {not_empty()}};
}

/// ipv4.hdr has the total length at 2; ipv6.hdr what follows the header of 40 bytes at 4.
std::optional<Inspection> packet_size(int version, const NumberSet::Range& range) {
  constexpr std::uint32_t header = 40;
  const std::uint32_t less = version == 4 ? 0 : header;
  const int offset = version == 4 ? 2 : 4;
  if (range.high < less) return std::nullopt;
  Inspection out{at(version == 4 ? "ipv4.hdr" : "ipv6.hdr", Side::Either), {}};
  const auto add = [&](std::string_view compare, std::uint32_t value) {
    Check check;
    check.kind = Check::Kind::Option;
    check.text = fmt::format("byte_test:2,{},{},{}", compare, value, offset);
    out.checks.push_back(std::move(check));
  };
  add(">=", range.low < less ? 0 : range.low - less);
  if (range.high < most_packet_size) add("<=", range.high - less);
  return out;
}

}  // namespace

const Dialect& suricata_dialect() {
  static const Dialect dialect{.name = IpsDialect::Suricata,
                               .longest_rule = 8191,  // DETECT_MAX_RULE_SIZE
                               .has_ends = true,
                               .has_addresses_of_http = true,
                               .place_of = place_of,
                               .presence_of = presence_of,
                               .packet_size = packet_size,
                               .rule_text = suricata_rule};
  return dialect;
}

}  // namespace sig::compile
