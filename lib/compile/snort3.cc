// Where the fields of a signature stand in Snort 3: sticky buffers, some with a part named behind a
// colon.
#include <fmt/format.h>

#include "compile/dialect.h"
#include "compile/rule_text.h"
#include "compile/snort_places.h"

namespace sig::compile {
namespace {

using Answer = Found<Place>;

Place at(std::string_view buffer, Side side, bool may_be_fast = true) {
  Place out;
  out.buffer = buffer;
  out.side = side;
  out.may_be_fast = may_be_fast;
  return out;
}

Place always(Place place) {
  place.is_always_there = true;
  return place;
}

bool is_field_name(std::string_view name) {
  for (const char c : name) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    if (!is_plain) return false;
  }
  return !name.empty();
}

Answer header_of(std::string_view name) {
  if (!is_field_name(name)) return header_line(at("http_header", Side::Request), name);
  return at(fmt::format("http_header:field {}", name), Side::Request);
}

Answer place_of_field(const FieldRef& field) {
  switch (field.id) {
    case FieldId::HttpMethod:
      return always(at("http_method", Side::Request, false));
    case FieldId::HttpUri:
      return always(at("http_raw_uri", Side::Request, false));
    case FieldId::HttpPath:
      return always(at("http_raw_uri:path", Side::Request, false));
    case FieldId::HttpQuery:
      return at("http_raw_uri:query", Side::Request, false);
    case FieldId::HttpHeaders:
      return header_line(at("http_header", Side::Request), "");
    case FieldId::HttpHeader:
      return header_of(field.name);
    case FieldId::HttpUserAgent:
      return header_of("user-agent");
    case FieldId::HttpHost:
      return header_of("host");
    case FieldId::HttpCookie:
      return one_cookie(at("http_cookie", Side::Request, false), field.name);
    case FieldId::HttpBody:
      return at("http_client_body", Side::Request);
    case FieldId::HttpVersion:
      return always(at("http_version", Side::Request, false));
    case FieldId::HttpStatus:
      return always(at("http_stat_code", Side::Response, false));
    case FieldId::HttpResponseHeaders:
      return header_line(at("http_header", Side::Response), "");
    case FieldId::HttpResponseBody:
      return at("file_data", Side::Response);
    case FieldId::PacketPayload:
      return at("", Side::Either);
    case FieldId::StreamClient:
      return at("", Side::Request);
    case FieldId::StreamServer:
      return at("", Side::Response);
    default:
      return Answer::cannot("no buffer holds it");
  }
}

Answer place_of(const Test& test) {
  Answer as_sent = place_of_field(test.field);
  if (!as_sent.value) return as_sent;
  return without_transforms(test, *as_sent.value, always(at("http_uri:path", Side::Request)));
}

Found<Inspection> presence_of(const FieldRef& field, bool is_wanted) {
  Check check;
  switch (field.id) {
    case FieldId::HttpHeader:
      return header_presence(at("http_header", Side::Request), field.name, is_wanted);
    case FieldId::HttpUserAgent:
      return header_presence(at("http_header", Side::Request), "user-agent", is_wanted);
    case FieldId::HttpHost:
      return header_presence(at("http_header", Side::Request), "host", is_wanted);
    case FieldId::PacketPayload:
      check.kind = Check::Kind::Option;
      check.text = is_wanted ? "dsize:>0" : "dsize:0";
      return Inspection{at("", Side::Either), {check}};
    case FieldId::HttpQuery:
      check.text = "?";
      check.is_negated = !is_wanted;
      return Inspection{at("http_raw_uri", Side::Request, false), {check}};
    case FieldId::HttpMethod:
    case FieldId::HttpUri:
    case FieldId::HttpPath:
    case FieldId::HttpVersion:
      if (is_wanted) return Inspection{at("", Side::Request), {}};
      break;
    case FieldId::HttpStatus:
      if (is_wanted) return Inspection{at("", Side::Response), {}};
      break;
    default:
      break;
  }
  if (!is_wanted) return Found<Inspection>::cannot("exists: false: no keyword says so of it");
  Answer place = place_of_field(field);
  if (!place.value) return Found<Inspection>::cannot(place.reason);
  if (place.value->is_part()) return Found<Inspection>::cannot("exists: no buffer of its own");
  return Inspection{*place.value, {not_empty()}};
}

/// A header that is not there leaves its own buffer out; all headers together are always there.
std::optional<Inspection> part_of(const FieldRef& field, bool is_wanted) {
  switch (field.id) {
    case FieldId::HttpHeader:
    case FieldId::HttpUserAgent:
    case FieldId::HttpHost:
    case FieldId::HttpQuery:
      return *presence_of(field, is_wanted).value;
    default:
      return std::nullopt;
  }
}

}  // namespace

const Dialect& snort3_dialect() {
  static const Dialect dialect{.name = IpsDialect::Snort3,
                               .longest_rule = 65535,
                               .has_ends = false,
                               .has_addresses_of_http = false,
                               .place_of = place_of,
                               .presence_of = presence_of,
                               .part_of = part_of,
                               .packet_size = nullptr,
                               .rule_text = snort3_rule};
  return dialect;
}

}  // namespace sig::compile
