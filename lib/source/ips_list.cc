#include "source/ips_list.h"

#include <algorithm>

#include "base/text.h"
#include "source/codes.h"

namespace sig::source {
namespace {

constexpr size_t most_leaves = 65536;
constexpr size_t most_steps = 4 * most_leaves;
constexpr size_t deepest = 32;

/// One text that is being read: the list itself, what stands in brackets, or a variable's value.
struct Frame {
  std::string_view text;
  bool negated = false;
  size_t at = 0;
};

size_t closing_bracket(std::string_view text, size_t open) {
  size_t depth = 0;
  for (size_t i = open; i < text.size(); ++i) {
    if (text[i] == '[') ++depth;
    if (text[i] == ']' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

class ListReader {
 public:
  ListReader(const IpsWord& word,
             const std::map<std::string, std::string>& variables,
             std::string_view bad_code,
             IpsFindings& findings)
      : word_(word), variables_(variables), bad_code_(bad_code), findings_(findings) {}

  std::vector<IpsListLeaf> read() {
    stack_.push_back({word_.text, false, 0});
    for (size_t steps = 0; !stack_.empty() && !failed_; ++steps) {
      if (steps > most_steps || leaves_.size() > most_leaves) fail("is too long");
      if (stack_.size() > deepest) fail("nests too deep");
      if (!failed_) step();
    }
    if (failed_) leaves_.clear();
    if (!failed_ && leaves_.empty()) fail("is empty");
    return std::move(leaves_);
  }

 private:
  void fail(const std::string& what) {
    if (failed_) return;
    findings_.error(bad_code_, word_, quote(word_.text) + " " + what);
    failed_ = true;
  }

  void step() {
    Frame& frame = stack_.back();
    bool negated = frame.negated;
    while (frame.at < frame.text.size()) {
      const char c = frame.text[frame.at];
      if (c == '!') negated = !negated;
      if (c != '!' && c != ',' && !is_ips_blank(c)) break;
      ++frame.at;
    }
    if (frame.at >= frame.text.size()) {
      stack_.pop_back();
      return;
    }
    if (frame.text[frame.at] == '[') return enter_brackets(frame, negated);
    const size_t end = std::min(frame.text.find_first_of(",]", frame.at), frame.text.size());
    const std::string_view leaf = trim(frame.text.substr(frame.at, end - frame.at));
    frame.at = end;
    if (end < frame.text.size() && frame.text[end] == ']') return fail("has a ] without its [");
    if (leaf.starts_with('$')) return enter_variable(leaf.substr(1), negated);
    leaves_.push_back({leaf, negated});
  }

  void enter_brackets(Frame& frame, bool negated) {
    const size_t close = closing_bracket(frame.text, frame.at);
    if (close == std::string_view::npos) return fail("has a [ without its ]");
    const Frame inner{frame.text.substr(frame.at + 1, close - frame.at - 1), negated, 0};
    if (trim(inner.text).empty()) return fail("has an empty list in it");
    frame.at = close + 1;
    stack_.push_back(inner);
  }

  void enter_variable(std::string_view name, bool negated) {
    const auto found = variables_.find(std::string(name));
    if (found != variables_.end()) {
      stack_.push_back({found->second, negated, 0});
      return;
    }
    std::vector<std::string_view> known;
    for (const auto& [known_name, value] : variables_)
      known.push_back(known_name);
    const auto near = findings_.wants_suggestions() ? closest_match(name, known)
                                                    : std::optional<std::string_view>();
    const size_t in_word = word_.text.find(name);
    const bool stands_here = in_word != std::string_view::npos && in_word > 0;
    const IpsWord at = stands_here ? IpsWord{word_.text.substr(in_word - 1, name.size() + 1),
                                             word_.at + in_word - 1}
                                   : word_;
    findings_.error(code::unknown_rule_variable,
                    at,
                    "unknown variable " + quote("$" + std::string(name)),
                    {},
                    near ? "did you mean \"$" + std::string(*near) + "\"?"
                         : "define " + std::string(name) + " under vars in sigctl.yaml");
    failed_ = true;
  }

  const IpsWord& word_;
  const std::map<std::string, std::string>& variables_;
  std::string_view bad_code_;
  IpsFindings& findings_;
  std::vector<Frame> stack_;
  std::vector<IpsListLeaf> leaves_;
  bool failed_ = false;
};

}  // namespace

std::vector<IpsListLeaf> leaves_of_list(const IpsWord& word,
                                        const std::map<std::string, std::string>& variables,
                                        std::string_view bad_code,
                                        IpsFindings& findings) {
  return ListReader(word, variables, bad_code, findings).read();
}

}  // namespace sig::source
