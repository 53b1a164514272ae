#include "match/regex_seeds.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "match/decoders.h"

namespace sig::match {
namespace {

constexpr size_t max_seeds = 64;
constexpr size_t max_sample = 4096;
constexpr int max_nesting = 100;
constexpr unsigned many = 8;  ///< a part repeated so often is worth pumping

std::string cut(std::string text) {
  if (text.size() > max_sample) text.resize(max_sample);
  return text;
}

class SeedReader {
 public:
  explicit SeedReader(std::string_view pattern) : rest_(pattern) {}

  RegexSeeds read() {
    while (!rest_.empty()) {
      out_.sample = cut(out_.sample + read_alternatives(out_.sample).front());
      if (rest_.starts_with(')')) rest_.remove_prefix(1);  // one too many
    }
    add_letters();
    add_looked_for();
    return std::move(out_);
  }

 private:
  /// "a|b|c" up to a ')' or the end; `before` leads there.
  std::vector<std::string> read_alternatives(const std::string& before) {
    ++nesting_;
    std::vector<std::string> samples{read_sequence(before)};
    while (rest_.starts_with('|')) {
      rest_.remove_prefix(1);
      samples.push_back(read_sequence(before));
    }
    --nesting_;
    return samples;
  }

  std::string read_sequence(const std::string& before) {
    std::string sample;
    while (!rest_.empty() && rest_[0] != '|' && rest_[0] != ')') {
      const std::string here = cut(before + sample);
      const std::vector<std::string> rounds = read_atom(here);
      const auto [least, most] = read_quantifier();
      if (most >= many) add_rounds(here, rounds);
      for (unsigned i = 0; i < std::clamp(least, most > 0 ? 1U : 0U, 64U); ++i)
        sample += rounds.front();
      sample = cut(std::move(sample));
    }
    return sample;
  }

  void add_rounds(const std::string& before, const std::vector<std::string>& rounds) {
    std::string all;
    for (const std::string& round : rounds) {
      add({before, round});
      all += round;
    }
    if (rounds.size() > 1) add({before, all});
  }

  void add(PumpSeed seed) {
    if (seed.unit.empty() || out_.seeds.size() == max_seeds) return;
    seed.unit = cut(std::move(seed.unit));
    if (std::find(out_.seeds.begin(), out_.seeds.end(), seed) == out_.seeds.end()) {
      out_.seeds.push_back(std::move(seed));
    }
  }

  /// Each letter that the pattern's own sample holds: what ".*x.*x" is slow on.
  void add_letters() {
    std::string letters = out_.sample;
    std::sort(letters.begin(), letters.end());
    letters.erase(std::unique(letters.begin(), letters.end()), letters.end());
    for (const char letter : letters)
      add({{}, std::string(1, letter)});
    add({{}, out_.sample});
  }

  /// "(?=x)y" reads y only where x is, so each round is also tried behind what is looked for.
  void add_looked_for() {
    const std::vector<PumpSeed> rounds = out_.seeds;
    for (const std::string& looked_for : looked_for_) {
      for (const PumpSeed& round : rounds)
        add({cut(looked_for + round.prefix), round.unit});
    }
  }

  std::vector<std::string> read_atom(const std::string& before) {
    const char c = rest_[0];
    rest_.remove_prefix(1);
    if (c == '(' && nesting_ < max_nesting) return read_group(before);
    if (c == '[') return {read_class()};
    if (c == '\\') return {read_escape()};
    if (c == '.') return {"a"};
    if (c == '^' || c == '$') return {""};
    return {std::string(1, c)};
  }

  std::vector<std::string> read_group(const std::string& before) {
    const bool is_lookahead = rest_.starts_with("?=");
    const bool is_lookaround = skip_group_head();
    std::vector<std::string> samples = read_alternatives(before);
    if (rest_.starts_with(')')) rest_.remove_prefix(1);
    if (is_lookahead && !samples.empty()) looked_for_.push_back(samples.front());
    if (is_lookaround) return {""};
    return samples;
  }

  /// What stands behind "(?" or "(*". True for a lookaround, which takes no text.
  bool skip_group_head() {
    if (rest_.starts_with('*')) {
      rest_.remove_prefix(std::min(rest_.find(')'), rest_.size()));
      return false;
    }
    if (!rest_.starts_with('?')) return false;
    rest_.remove_prefix(1);
    for (const std::string_view head : {"<=", "<!", "=", "!"}) {
      if (!rest_.starts_with(head)) continue;
      rest_.remove_prefix(head.size());
      return true;
    }
    const bool is_named =
        rest_.starts_with('<') || rest_.starts_with("P<") || rest_.starts_with('\'');
    const size_t end = rest_.find_first_of(is_named ? ">'" : ":)>|", is_named ? 2 : 0);
    const bool is_closed = end != std::string_view::npos && rest_[end] == ')';
    rest_.remove_prefix(
        std::min(rest_.size(), end == std::string_view::npos || is_closed ? end : end + 1));
    return false;
  }

  static std::string_view sample_of_class_letter(char letter) {
    switch (letter) {
      case 'd':
        return "1";
      case 's':
      case 'h':
        return " ";
      case 'v':
      case 'R':
      case 'n':
        return "\n";
      case 'r':
        return "\r";
      case 't':
        return "\t";
      case 'W':
        return "!";
      case 'w':
      case 'D':
      case 'S':
      case 'N':
      case 'H':
      case 'V':
        return "a";
      case 'b':
      case 'B':
      case 'A':
      case 'z':
      case 'Z':
      case 'G':
      case 'K':
      case 'Q':
      case 'E':
        return "";
      default:
        return {};
    }
  }

  std::string read_escape() {
    if (rest_.empty()) return "\\";
    const char letter = rest_[0];
    rest_.remove_prefix(1);
    if (letter == 'x') {
      const bool is_braced = rest_.starts_with('{');
      if (is_braced) rest_.remove_prefix(1);
      std::uint32_t value = 0;
      rest_.remove_prefix(read_hex(rest_, is_braced ? 8 : 2, value));
      if (is_braced && rest_.starts_with('}')) rest_.remove_prefix(1);
      return std::string(1, static_cast<char>(value));
    }
    if (letter >= '1' && letter <= '9') return "";  // a reference to what was matched
    const std::string_view known = sample_of_class_letter(letter);
    return known.data() == nullptr ? std::string(1, letter) : std::string(known);
  }

  /// One member of a class; of a negated one, a byte that it does not name.
  std::string read_class() {
    const bool is_negated = rest_.starts_with('^');
    if (is_negated) rest_.remove_prefix(1);
    std::string members;
    for (bool is_first = true; !rest_.empty() && (is_first || rest_[0] != ']'); is_first = false) {
      if (rest_.starts_with("[:")) {
        members += "a1 ";
        rest_.remove_prefix(std::min(rest_.size(), std::min(rest_.find(":]"), rest_.size()) + 2));
        continue;
      }
      const char c = rest_[0];
      rest_.remove_prefix(1);
      if (c == '\\') {
        members += read_escape();
      } else {
        members += c;
      }
    }
    if (!rest_.empty()) rest_.remove_prefix(1);
    if (!is_negated) return members.substr(0, 1);
    for (const char candidate : std::string_view("a1 !<zZ~\n")) {
      if (members.find(candidate) == std::string::npos) return std::string(1, candidate);
    }
    return "a";
  }

  unsigned read_number() {
    unsigned value = 0;
    while (!rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9') {
      value = std::min(value * 10 + static_cast<unsigned>(rest_[0] - '0'), 100000U);
      rest_.remove_prefix(1);
    }
    return value;
  }

  std::optional<std::pair<unsigned, unsigned>> read_braces() {
    const std::string_view at = rest_;
    rest_.remove_prefix(1);
    const bool has_least = !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9';
    const unsigned least = read_number();
    unsigned most = least;
    if (rest_.starts_with(',')) {
      rest_.remove_prefix(1);
      most = rest_.starts_with('}') ? 100000 : read_number();
    }
    if (!has_least || !rest_.starts_with('}')) {
      rest_ = at;
      return std::nullopt;
    }
    rest_.remove_prefix(1);
    return std::pair(least, most);
  }

  std::pair<unsigned, unsigned> read_quantifier() {
    std::pair<unsigned, unsigned> times{1, 1};
    if (rest_.empty()) return times;
    if (rest_[0] == '*' || rest_[0] == '+' || rest_[0] == '?') {
      times = {rest_[0] == '+' ? 1U : 0U, rest_[0] == '?' ? 1U : 100000U};
      rest_.remove_prefix(1);
    } else if (rest_[0] == '{') {
      const auto braces = read_braces();
      if (!braces) return times;
      times = *braces;
    } else {
      return times;
    }
    if (rest_.starts_with('?') || rest_.starts_with('+')) rest_.remove_prefix(1);
    return times;
  }

  std::string_view rest_;
  RegexSeeds out_;
  std::vector<std::string> looked_for_;  ///< what each "(?=...)" asks for
  int nesting_ = 0;
};

}  // namespace

RegexSeeds read_regex_seeds(std::string_view pattern) {
  return SeedReader(pattern).read();
}

}  // namespace sig::match
