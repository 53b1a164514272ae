#include "tests/support/random_signatures.h"

#include <algorithm>
#include <array>

#include "model/names.h"

namespace sig::testing {
namespace {

constexpr std::array<std::string_view, 36> pieces{
    "a",        "b",     "ab",    "../",  "%2e",   "%2E%2e", "+",      " ",        "\n",
    "<script>", "&lt;",  "/*x*/", "\\",   "\\x41", "A",      "SELECT", "select",   "union",
    "YWI=",     "6162",  "\0",    "=",    "/",     "//",     "/./",    "\xc0\xae", "\xef\xbc\x8e",
    ".php",     "admin", "\t",    "\r\n", "\x0b",  "\x85",   "\xa0",   "aa",       "bb"};

constexpr std::array<std::string_view, 45> regex_pieces{
    "a",          "b",           "ab",           ".",          "\\.\\./",       "[ab]",
    "[^a]",       "\\s",         "\\w",          "\\d",        "select",        "union",
    "(?i:A)",     "(?:a|b)",     "\\x41",        "(?=a)",      "(?!b)",         "(?<=a)",
    "(?<!b)",     "\\b",         "(a|ab)",       "(?>ab)",     "\\/",           "\\n",
    "[^\\n]",     "[[:alpha:]]", "[^[:space:]]", "\\h",        "\\H",           "\\v",

    "\\S",        "\\W",         "\\D",          "(?s:.)",     "(?m:^a)",       "(?m:b$)",
    "\\Z",        "\\z",         "\\A",          "(?x: a b )", "[\\x80-\\xff]", "(a)\\1",
    "(b)\\g{-1}", "\\B",         "(?#note)"};
constexpr std::array<std::string_view, 7> unrepeatable{
    "\\b", "\\B", "\\A", "\\z", "\\Z", "(?#note)", "$)"};
constexpr std::array<std::string_view, 10> quantifiers{
    "", "", "", "", "*", "+", "?", "{2}", "{0,3}", "+?"};

Test random_test(Dice& dice, Surface surface) {
  Test out;
  std::vector<const FieldRow*> rows;
  for (const FieldRow& row : field_table()) {
    if (std::count(row.surfaces.begin(), row.surfaces.end(), surface) > 0) rows.push_back(&row);
  }
  const FieldRow& row = *dice.of(rows);
  out.field = {row.id, row.takes_name ? std::string(dice.of(std::array{"q", "x-a", "ab"})) : ""};
  do {
    out.op = static_cast<Operator>(dice.below(10));
  } while (!is_usable(out.op, row.type));
  const size_t decodes = dice.one_in(3) ? 0 : dice.below(3);
  for (size_t i = 0; i < decodes && row.type == FieldType::Text; ++i)
    out.decode.push_back(static_cast<Decode>(dice.below(12)));
  out.ignore_case = dice.one_in(3);
  out.number = static_cast<std::int64_t>(dice.of(std::array{0, 1, 80, 200, 404, 1500}));
  out.wanted = !dice.one_in(3);
  const size_t networks = 1 + dice.below(2);
  for (size_t i = 0; i < networks && out.op == Operator::In; ++i)
    out.networks.push_back(
        *parse_cidr(dice.of(std::array{"192.0.2.0/24", "192.0.2.1", "2001:db8::/32"})));
  if (out.op == Operator::Regex) out.values = {random_regex(dice)};
  const size_t texts = out.op == Operator::OneOf ? 1 + dice.below(3) : 1;
  for (size_t i = 0; i < texts && out.values.size() < texts && out.op != Operator::Regex; ++i) {
    const bool is_text = row.type == FieldType::Text;
    out.values.push_back(is_text ? random_text(dice)
                                 : dice.of(std::array{"80", "404", "192.0.2.1", "2001:DB8::1"}));
  }
  return out;
}

Condition random_condition(Dice& dice, Surface surface, int depth) {
  Condition out;
  out.kind = static_cast<Condition::Kind>(depth == 0 ? 0 : dice.below(4));
  if (out.kind == Condition::Kind::Test) {
    out.test = random_test(dice, surface);
    return out;
  }
  const size_t children = 1 + dice.below(3);
  for (size_t i = 0; i < children; ++i)
    out.children.push_back(random_condition(dice, surface, depth - 1));
  return out;
}

}  // namespace

std::string random_text(Dice& dice) {
  if (dice.one_in(20)) return {};
  std::string out;
  const size_t count = 1 + dice.below(3);
  for (size_t i = 0; i < count; ++i) {
    const std::string_view piece = dice.of(pieces);
    out += piece.empty() ? std::string_view("\0", 1) : piece;
  }
  return out;
}

std::string random_regex(Dice& dice) {
  std::string out = dice.one_in(8) ? "^" : "";
  const size_t count = 1 + dice.below(4);
  for (size_t i = 0; i < count; ++i) {
    out += dice.of(regex_pieces);
    // Hyperscan refuses to repeat what takes no text.
    const bool is_repeatable = std::none_of(
        unrepeatable.begin(), unrepeatable.end(), [&](auto end) { return out.ends_with(end); });
    if (is_repeatable) out += dice.of(quantifiers);
    if (dice.one_in(6) && i + 1 < count) out += "|";
  }
  if (dice.one_in(8)) out += "$";
  return out;
}

Signature random_signature(Dice& dice, size_t number) {
  Signature out;
  out.id = "s" + std::to_string(number);
  out.on = static_cast<Surface>(dice.below(7));
  // Most of the language is on HTTP.
  if (dice.one_in(2)) out.on = Surface::HttpRequest;
  out.match = random_condition(dice, out.on, 3);
  return out;
}

}  // namespace sig::testing
