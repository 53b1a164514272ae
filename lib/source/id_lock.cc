#include "source/id_lock.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sig::source {
namespace {

constexpr size_t most_lines = 1000000;

bool is_signature_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text.front() != '-' && text.back() != '-' &&
         text.find("--") == std::string_view::npos &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

bool is_conflict_mark(std::string_view line) {
  return line.starts_with("<<<<<<<") || line.starts_with("=======") ||
         line.starts_with(">>>>>>>") || line.starts_with("|||||||");
}

class Reader {
 public:
  explicit Reader(std::string_view name) : name_(name) {}

  Status line(std::string_view text) {
    ++number_;
    if (number_ > most_lines) return wrong("more than 1 000 000 lines", "");
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (text.empty() || text.front() == '#') return ok();
    if (is_conflict_mark(text)) {
      return wrong("a merge conflict is not resolved",
                   "keep the lines of both sides, and give one of two that share a number the next "
                   "free one");
    }
    const std::vector<std::string_view> words = split(text, ' ');
    if (!is_signature_id(words[0]) || words.size() < 2) {
      return wrong("expected the id of a signature and its numbers, a blank between",
                   "as in: path-traversal 9000000 9000001");
    }
    for (size_t i = 1; i < words.size(); ++i)
      TRY(give(words[0], words[i]));
    return ok();
  }

  IdLock take() { return std::move(lock_); }

 private:
  Error wrong(const std::string& what, std::string hint) const {
    return input_error(fmt::format("{}:{}: {}", name_, number_, what), std::move(hint));
  }

  Status give(std::string_view signature, std::string_view word) {
    const auto id = parse_unsigned(word);
    if (!id || *id == 0 || *id > UINT32_MAX || word.front() == '0') {
      return wrong(fmt::format("{} is no number of a rule", quote(word)),
                   "numbers are 1 to 4294967295, one blank between two");
    }
    const auto [known, is_new] = lines_.try_emplace(static_cast<std::uint32_t>(*id), number_);
    if (!is_new) {
      return wrong(fmt::format("the number {} was given in line {} before", *id, known->second),
                   "a number is given once: write the next free one here");
    }
    auto entry = lock_.given.find(signature);
    if (entry == lock_.given.end()) {
      entry = lock_.given.emplace(signature, std::vector<std::uint32_t>()).first;
    }
    entry->second.push_back(known->first);
    return ok();
  }

  std::string name_;
  size_t number_ = 0;
  std::map<std::uint32_t, size_t> lines_;
  IdLock lock_;
};

}  // namespace

Result<IdLock> read_id_lock(std::string_view text, std::string_view name) {
  Reader reader(name);
  if (!is_valid_utf8(text)) return input_error(fmt::format("{} is no text in UTF-8", name));
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    TRY(reader.line(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return reader.take();
}

}  // namespace sig::source
