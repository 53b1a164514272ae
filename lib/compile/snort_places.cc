#include "compile/snort_places.h"

#include <fmt/format.h>

#include "compile/regex_text.h"

namespace sig::compile {
namespace {

std::string line_before(std::string_view name) {
  if (name.empty()) return R"([^:\r\n]+:[ \t]*)";
  return fmt::format(R"((?i:{}):[ \t]*)", regex_of_literal(name));
}

}  // namespace

Place header_line(Place headers, std::string_view name) {
  headers.before = line_before(name);
  headers.inner = R"([^\r\n])";
  headers.after = R"([ \t]*(?:\r?\n|\z))";
  headers.outer_bytes = "\r\n";
  headers.starts_a_line = true;
  headers.is_always_there = true;
  return headers;
}

Place one_cookie(Place cookies, std::string_view name) {
  cookies.before = fmt::format(R"((?:[^\x3b]*\x3b)*[ \t]*{}=)", regex_of_literal(name));
  cookies.inner = R"([^\x3b])";
  cookies.after = R"([ \t]*(?:\x3b|\z))";
  cookies.outer_bytes = ";";
  return cookies;
}

Place path_of(Place uri) {
  uri.before = R"((?:[a-zA-Z][a-zA-Z0-9+.-]*:\x2f\x2f[^\x2f?]*)?)";
  uri.inner = "[^?]";
  uri.after = R"((?:\?|\z))";
  uri.outer_bytes = "?";
  return uri;
}

Place query_of(Place uri) {
  uri.before = R"([^?]*\?)";
  uri.inner = R"([\x00-\xff])";
  uri.after = R"(\z)";
  return uri;
}

Inspection header_presence(Place headers, std::string_view name, bool is_wanted) {
  headers.starts_a_line = true;
  Check check;
  check.kind = Check::Kind::Pcre;
  check.text = "^" + line_before(name);
  check.is_negated = !is_wanted;
  return {std::move(headers), {check}};
}

Found<Place> without_transforms(const Test& test, Place as_sent, Place as_resolved) {
  const Decodes decodes = decodes_of(test);
  const bool is_path = test.field.id == FieldId::HttpPath;
  const bool is_resolved = decodes.steps == std::vector<Decode>{Decode::Url, Decode::Path};
  if (!decodes.steps.empty() && !(is_path && is_resolved)) {
    return Found<Place>::cannot("decode: the engine decodes http.path only, as [url, path]");
  }
  Place place = is_resolved ? std::move(as_resolved) : std::move(as_sent);
  place.is_lower_case = decodes.is_lower_case;
  return place;
}

}  // namespace sig::compile
