#include "check/regex_tree.h"

#include "base/text.h"
#include "check/regex_bytes.h"

namespace sig::check {
namespace {

constexpr int deepest = 200;
constexpr int most_repeats = 8;  // a{2}{3} nests; nobody writes more

/// Recursive descent over the pattern; `failed_` once something is not understood.
class Parser {
 public:
  Parser(std::string_view pattern, bool ignore_case) : pattern_(pattern), fold_(ignore_case) {}

  std::optional<RegexNode> parse() {
    RegexNode root = alternation(0);
    if (failed_ || at_ != pattern_.size()) return std::nullopt;
    return root;
  }

 private:
  using Kind = RegexNode::Kind;

  bool done() const { return at_ >= pattern_.size(); }
  bool next_is(std::string_view text) const { return pattern_.substr(at_).starts_with(text); }
  bool take(std::string_view text) {
    if (!next_is(text)) return false;
    at_ += text.size();
    return true;
  }
  RegexNode fail() {
    failed_ = true;
    at_ = pattern_.size();
    return node(Kind::Opaque, at_);
  }
  RegexNode node(Kind kind, size_t start) const {
    RegexNode out;
    out.kind = kind;
    out.start = start;
    out.length = at_ - start;
    return out;
  }
  RegexNode bytes(const ByteSet& set, size_t start) const {
    RegexNode out = node(Kind::Bytes, start);
    out.bytes = fold_ ? fold_case(set) : set;
    return out;
  }

  RegexNode alternation(int depth);
  RegexNode concatenation(int depth);
  RegexNode repeated(RegexNode atom, size_t start);
  RegexNode atom(int depth);
  RegexNode group(int depth);
  RegexNode escape();
  RegexNode quoted();
  RegexNode bracket_class();
  bool class_member(ByteSet& set, std::optional<unsigned char>& single);
  bool option_letters(char end);

  std::string_view pattern_;
  size_t at_ = 0;
  bool fold_ = false;
  bool dot_all_ = false;
  bool failed_ = false;
};

RegexNode Parser::alternation(int depth) {
  if (depth > deepest) return fail();
  const size_t start = at_;
  std::vector<RegexNode> branches;
  branches.push_back(concatenation(depth));
  while (!failed_ && take("|"))
    branches.push_back(concatenation(depth));
  if (branches.size() == 1) return std::move(branches.front());
  RegexNode out = node(Kind::Alternation, start);
  out.children = std::move(branches);
  return out;
}

RegexNode Parser::concatenation(int depth) {
  const size_t start = at_;
  std::vector<RegexNode> parts;
  while (!failed_ && !done() && pattern_[at_] != '|' && pattern_[at_] != ')') {
    const size_t atom_start = at_;
    RegexNode part = atom(depth);
    parts.push_back(repeated(std::move(part), atom_start));
  }
  RegexNode out = node(Kind::Concatenation, start);
  out.children = std::move(parts);
  return out;
}

RegexNode Parser::repeated(RegexNode inner, size_t start) {
  for (int repeats = 0; !failed_ && !done(); ++repeats) {
    if (repeats > most_repeats) return fail();
    std::uint32_t least = 0;
    std::uint32_t most = RegexNode::unbounded;
    if (take("*")) {
    } else if (take("+")) {
      least = 1;
    } else if (take("?")) {
      most = 1;
    } else if (next_is("{")) {
      const size_t end = pattern_.find('}', at_);
      if (end == std::string_view::npos) return inner;
      const std::string_view inside = pattern_.substr(at_ + 1, end - at_ - 1);
      const size_t comma = inside.find(',');
      const auto first = parse_unsigned(inside.substr(0, comma));
      if (!first || *first > 65535) return inner;  // a literal brace, read by atom() next
      least = most = static_cast<std::uint32_t>(*first);
      if (comma != std::string_view::npos) {
        const std::string_view upper = inside.substr(comma + 1);
        const auto last = parse_unsigned(upper);
        if (!upper.empty() && (!last || *last > 65535)) return inner;
        most = last ? static_cast<std::uint32_t>(*last) : RegexNode::unbounded;
      }
      at_ = end + 1;
    } else {
      return inner;
    }
    if (!take("?")) take("+");  // lazy and possessive repeats match the same texts or fewer
    RegexNode out = node(Kind::Repeat, start);
    out.least = least;
    out.most = most;
    out.children.push_back(std::move(inner));
    inner = std::move(out);
  }
  return inner;
}

RegexNode Parser::atom(int depth) {
  const size_t start = at_;
  if (take("(")) return group(depth);
  if (take("[")) return bracket_class();
  if (take("\\")) return escape();
  if (take("^") || take("$")) return node(Kind::Assertion, start);
  if (take(".")) {
    ByteSet all = ~ByteSet{};
    if (!dot_all_) all.reset('\n');
    return bytes(all, start);
  }
  const auto byte = static_cast<unsigned char>(pattern_[at_++]);
  return bytes(one_byte(byte, false), start);
}

bool Parser::option_letters(char end) {
  bool on = true;
  for (; !done() && pattern_[at_] != end && pattern_[at_] != ')'; ++at_) {
    const char letter = pattern_[at_];
    if (letter == '-') {
      on = false;
    } else if (letter == 'i') {
      fold_ = on;
    } else if (letter == 's') {
      dot_all_ = on;
    } else if (letter != 'm' && letter != 'U' && letter != 'J') {
      return false;  // x changes how the rest reads
    }
  }
  return !done();
}

RegexNode Parser::group(int depth) {
  const size_t start = at_ - 1;
  const bool outer_fold = fold_;
  const bool outer_dot = dot_all_;
  bool zero_width = false;
  if (take("*")) return fail();
  if (take("?")) {
    if (take("#")) {
      const size_t end = pattern_.find(')', at_);
      if (end == std::string_view::npos) return fail();
      at_ = end + 1;
      return node(Kind::Concatenation, start);
    }
    zero_width = next_is("=") || next_is("!") || next_is("<=") || next_is("<!");
    if (zero_width) {
      take("<");
      ++at_;
    } else if (take("P<") || take("<") || take("'")) {
      const size_t end = pattern_.find_first_of(">'", at_);
      if (end == std::string_view::npos) return fail();
      at_ = end + 1;
    } else if (!take(":") && !take(">") && !take("|")) {
      if (!option_letters(':')) return fail();
      if (take(")")) return node(Kind::Concatenation, start);  // (?i) holds to the group's end
      if (!take(":")) return fail();
    }
  }
  RegexNode inner = alternation(depth + 1);
  if (failed_ || !take(")")) return fail();
  fold_ = outer_fold;
  dot_all_ = outer_dot;
  if (zero_width) return node(Kind::Assertion, start);
  return inner;
}

RegexNode Parser::quoted() {
  const size_t start = at_ - 2;
  RegexNode out = node(Kind::Concatenation, start);
  while (!done() && !take("\\E")) {
    const auto byte = static_cast<unsigned char>(pattern_[at_++]);
    out.children.push_back(bytes(one_byte(byte, false), at_ - 1));
  }
  out.length = at_ - start;
  return out;
}

RegexNode Parser::escape() {
  const size_t start = at_ - 1;
  if (done()) return fail();
  const char letter = pattern_[at_];
  if (take("Q")) return quoted();
  if (take("E")) return node(Kind::Concatenation, start);
  if (std::string_view("bBAzZG").find(letter) != std::string_view::npos) {
    ++at_;
    return node(Kind::Assertion, start);
  }
  if (const auto set = class_escape(letter)) {
    ++at_;
    return bytes(*set, start);
  }
  if (const auto byte = read_byte_escape(pattern_, at_)) {
    return bytes(one_byte(*byte, false), start);
  }
  if (letter >= '1' && letter <= '9') {
    while (!done() && pattern_[at_] >= '0' && pattern_[at_] <= '9')
      ++at_;
    return node(Kind::Opaque, start);
  }
  if (take("K")) return node(Kind::Assertion, start);
  if (take("R")) return node(Kind::Opaque, start);
  return fail();
}

/// One member of a class; `single` is set when it may begin a range.
bool Parser::class_member(ByteSet& set, std::optional<unsigned char>& single) {
  single.reset();
  if (take("[:")) {
    const bool negated = take("^");
    const size_t end = pattern_.find(":]", at_);
    if (end == std::string_view::npos) return false;
    const auto named = posix_class(pattern_.substr(at_, end - at_));
    if (!named) return false;
    at_ = end + 2;
    set |= negated ? ~*named : *named;
    return true;
  }
  if (!take("\\")) {
    single = static_cast<unsigned char>(pattern_[at_++]);
    return true;
  }
  if (done()) return false;
  if (take("b")) {
    single = '\b';
    return true;
  }
  if (const auto named = class_escape(pattern_[at_])) {
    ++at_;
    set |= *named;
    return true;
  }
  single = read_byte_escape(pattern_, at_);
  return single.has_value();
}

RegexNode Parser::bracket_class() {
  const size_t start = at_ - 1;
  const bool negated = take("^");
  ByteSet set;
  bool first = true;
  while (!done() && (first || pattern_[at_] != ']')) {
    first = false;
    std::optional<unsigned char> single;
    if (!class_member(set, single)) return fail();
    if (!single) continue;
    unsigned char last = *single;
    if (next_is("-") && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']') {
      const size_t before = at_;
      ++at_;
      std::optional<unsigned char> upper;
      if (!class_member(set, upper)) return fail();
      if (upper && *upper >= last) {
        last = *upper;
      } else {
        at_ = before;
      }
      if (!upper) set.set('-');
    }
    set |= byte_range(*single, last);
  }
  if (!take("]")) return fail();
  if (fold_) set = fold_case(set);
  return bytes(negated ? ~set : set, start);
}

}  // namespace

std::optional<RegexNode> parse_regex(std::string_view pattern, bool ignore_case) {
  return Parser(pattern, ignore_case).parse();
}

}  // namespace sig::check
