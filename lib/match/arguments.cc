#include "match/arguments.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "match/decoders.h"
#include "match/http_target.h"

namespace sig::match {
namespace {

/// Splits at `separator`, leaves empty pieces out, and hands over what is behind the cap as one.
template <class Take>
void for_each_piece(std::string_view text, char separator, Take take) {
  for (size_t count = 0; !text.empty(); ++count) {
    if (count == max_arguments) {
      take(std::string_view(), text);
      return;
    }
    const size_t end = text.find(separator);
    const std::string_view piece = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), piece.size() + 1));
    if (piece.empty()) continue;
    const size_t equals = piece.find('=');
    const bool has_value = equals != std::string_view::npos;
    take(piece.substr(0, equals), has_value ? piece.substr(equals + 1) : std::string_view());
  }
}

}  // namespace

void read_pairs(std::string_view text, std::vector<NameValue>& out) {
  for_each_piece(text, '&', [&out](std::string_view name, std::string_view value) {
    out.push_back({name, value});
  });
}

void read_cookies(std::string_view header, std::vector<NameValue>& out) {
  for_each_piece(header, ';', [&out](std::string_view name, std::string_view value) {
    name = trim(name);
    value = trim(value);
    if (!name.empty() || !value.empty()) out.push_back({name, value});
  });
}

void read_arguments(const HttpRequest& request, std::vector<NameValue>& out, TextArena& arena) {
  const HttpTarget target = split_target(request);
  if (target.query) read_pairs(*target.query, out);
  if (request.body.empty()) return;
  const std::optional<std::string_view> type = find_header(request.headers, "content-type");
  if (!type) return;
  const std::string_view media = trim(type->substr(0, type->find(';')));
  if (equals_ignoring_case(media, "application/x-www-form-urlencoded")) {
    read_pairs(request.body, out);
  } else if (equals_ignoring_case(media, "multipart/form-data")) {
    read_multipart(*type, request.body, out);
  } else if (equals_ignoring_case(media, "application/json") ||
             (media.size() > 5 && equals_ignoring_case(media.substr(media.size() - 5), "+json"))) {
    read_json(request.body, out, arena);
  }
}

bool names_argument(std::string_view raw, std::string_view name) {
  if (raw == name) return true;
  // Three bytes give one, or (%uHHHH) six give three.
  if (raw.size() < name.size() || raw.size() > 3 * name.size()) return false;
  std::array<char, 512> decoded{};
  if (raw.size() > decoded.size()) return false;
  return std::string_view(decoded.data(), decode_url(raw, decoded.data())) == name;
}

}  // namespace sig::match
