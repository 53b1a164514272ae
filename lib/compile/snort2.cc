// Where the fields of a signature stand in Snort 2.9: buffers are modifiers behind a content, and a
// letter behind a pcre.
#include "compile/dialect.h"
#include "compile/rule_text.h"
#include "compile/snort_places.h"

namespace sig::compile {
namespace {

using Answer = Found<Place>;

Place at(std::string_view modifier, char flag, Side side, bool may_be_fast = true) {
  Place out;
  out.buffer = modifier;
  out.is_modifier = true;
  out.pcre_flag = flag;
  out.side = side;
  out.may_be_fast = may_be_fast;
  return out;
}

Place always(Place place) {
  place.is_always_there = true;
  return place;
}

// No fast_pattern in raw buffers, cookies, methods and status codes (Snort 2.9 manual, 3.5.22).
Place raw_uri() {
  return always(at("http_raw_uri", 'I', Side::Request, false));
}
Place headers(Side side) {
  return at("http_header", 'H', side);
}

Place unnamed(std::string_view buffer, Side side) {
  Place out;
  out.buffer = buffer;
  out.side = side;
  return out;
}

Answer place_of_field(const FieldRef& field) {
  switch (field.id) {
    case FieldId::HttpMethod:
      return always(at("http_method", 'M', Side::Request, false));
    case FieldId::HttpUri:
      return raw_uri();
    case FieldId::HttpPath:
      return path_of(raw_uri());
    case FieldId::HttpQuery:
      return query_of(raw_uri());
    case FieldId::HttpHeaders:
      return header_line(headers(Side::Request), "");
    case FieldId::HttpHeader:
      return header_line(headers(Side::Request), field.name);
    case FieldId::HttpUserAgent:
      return header_line(headers(Side::Request), "user-agent");
    case FieldId::HttpHost:
      return header_line(headers(Side::Request), "host");
    case FieldId::HttpCookie:
      return one_cookie(at("http_cookie", 'C', Side::Request, false), field.name);
    case FieldId::HttpBody:
      return at("http_client_body", 'P', Side::Request);
    case FieldId::HttpStatus:
      return always(at("http_stat_code", 'S', Side::Response, false));
    case FieldId::HttpResponseHeaders:
      return header_line(headers(Side::Response), "");
    case FieldId::HttpResponseBody:
      return unnamed("file_data", Side::Response);
    case FieldId::PacketPayload:
      return unnamed("", Side::Either);
    case FieldId::StreamClient:
      return unnamed("", Side::Request);
    case FieldId::StreamServer:
      return unnamed("", Side::Response);
    default:
      return Answer::cannot("no buffer holds it");
  }
}

Answer place_of(const Test& test) {
  Answer as_sent = place_of_field(test.field);
  if (!as_sent.value) return as_sent;
  return without_transforms(
      test, *as_sent.value, path_of(always(at("http_uri", 'U', Side::Request))));
}

Found<Inspection> presence_of(const FieldRef& field, bool is_wanted) {
  Check check;
  switch (field.id) {
    case FieldId::HttpHeader:
      return header_presence(headers(Side::Request), field.name, is_wanted);
    case FieldId::HttpUserAgent:
      return header_presence(headers(Side::Request), "user-agent", is_wanted);
    case FieldId::HttpHost:
      return header_presence(headers(Side::Request), "host", is_wanted);
    case FieldId::PacketPayload:
      check.kind = Check::Kind::Option;
      check.text = is_wanted ? "dsize:>0" : "dsize:0";
      return Inspection{unnamed("", Side::Either), {check}};
    case FieldId::HttpQuery:
      check.text = "?";
      check.is_negated = !is_wanted;
      return Inspection{raw_uri(), {check}};
    case FieldId::HttpMethod:
    case FieldId::HttpUri:
    case FieldId::HttpPath:
      if (is_wanted) return Inspection{unnamed("", Side::Request), {}};
      break;
    case FieldId::HttpStatus:
      if (is_wanted) return Inspection{unnamed("", Side::Response), {}};
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

}  // namespace

const Dialect& snort2_dialect() {
  static const Dialect dialect{.name = IpsDialect::Snort2,
                               .longest_rule = 65535,
                               .has_ends = false,
                               .has_addresses_of_http = true,
                               .place_of = place_of,
                               .presence_of = presence_of,
                               .part_of = nullptr,
                               .packet_size = nullptr,
                               .rule_text = snort2_rule};
  return dialect;
}

}  // namespace sig::compile
