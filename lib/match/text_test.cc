#include "match/text_test.h"

#include <algorithm>

#include "match/http_target.h"

namespace sig::match {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool is_same(std::string_view a, std::string_view b, bool ignore_case) {
  return ignore_case ? equals_ignoring_case(a, b) : a == b;
}

size_t search(std::string_view value, std::string_view wanted, bool ignore_case) {
  if (!ignore_case) return value.find(wanted);
  const auto found =
      std::search(value.begin(), value.end(), wanted.begin(), wanted.end(), [](char a, char b) {
        return lower(a) == lower(b);
      });
  if (found == value.end() && !wanted.empty()) return not_found;
  return static_cast<size_t>(found - value.begin());
}

}  // namespace

size_t find_text(Operator op, std::string_view value, std::string_view wanted, bool ignore_case) {
  if (op == Operator::Contains) return search(value, wanted, ignore_case);
  if (value.size() < wanted.size()) return not_found;
  const size_t slack = value.size() - wanted.size();
  if (op == Operator::Equals && slack > 0) return not_found;
  const size_t start = op == Operator::EndsWith ? slack : 0;
  return is_same(value.substr(start, wanted.size()), wanted, ignore_case) ? start : not_found;
}

}  // namespace sig::match
