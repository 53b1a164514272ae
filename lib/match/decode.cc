#include "match/decode.h"

#include <algorithm>
#include <array>

#include "match/decoders.h"

namespace sig::match {
namespace {

bool has(std::string_view text, char c) {
  return text.find(c) != std::string_view::npos;
}
bool has_url(std::string_view text) {
  return has(text, '%') || has(text, '+');
}
bool has_reference(std::string_view text) {
  return has(text, '&');
}
bool always(std::string_view text) {
  return !text.empty();
}
bool has_upper(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}
bool has_run(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (is_space(text[i]) && (text[i] != ' ' || (i + 1 < text.size() && is_space(text[i + 1])))) {
      return true;
    }
  }
  return false;
}
bool has_detour(std::string_view text) {
  return has(text, '\\') || text.starts_with('.') || text.find("//") != std::string_view::npos ||
         text.find("/.") != std::string_view::npos;
}
bool has_null(std::string_view text) {
  return has(text, '\0');
}
bool has_comment(std::string_view text) {
  return text.find("/*") != std::string_view::npos;
}
bool has_backslash(std::string_view text) {
  return has(text, '\\');
}
bool has_high(std::string_view text) {
  return std::any_of(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

/// `may_change` is cheap and never wrongly false: most values hold nothing to decode.
struct Decoder {
  bool (*may_change)(std::string_view);
  size_t (*run)(std::string_view, char*);
  bool nothing_is_unchanged;  ///< an empty result means that the text was not of the kind
};

// In the order of Decode.
constexpr std::array<Decoder, 12> decoders{{
    {has_url, decode_url, false},
    {has_reference, decode_html, false},
    {always, decode_base64, true},
    {always, decode_hex, true},
    {has_upper, decode_lowercase, false},
    {has_run, decode_whitespace, false},
    {has_detour, decode_path, false},
    {has_null, decode_nulls, false},
    {has_comment, decode_comments, false},
    {has_backslash, decode_js, false},
    {has_backslash, decode_css, false},
    {has_high, decode_utf8, false},
}};
static_assert(decoders.size() == static_cast<size_t>(Decode::Utf8) + 1);

}  // namespace

std::string_view decode(Decode how, std::string_view text, TextArena& arena) {
  const Decoder& decoder = decoders[static_cast<size_t>(how)];
  if (!decoder.may_change(text)) return text;
  char* room = arena.reserve(text.size());
  const size_t written = decoder.run(text, room);
  if (written == 0 && decoder.nothing_is_unchanged) return text;
  return arena.keep(written);
}

}  // namespace sig::match
