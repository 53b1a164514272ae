#include "source/seclang_text.h"

#include <algorithm>

#include "source/seclang.h"

namespace sig::source {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

size_t blanks_before(std::string_view text) {
  size_t out = 0;
  while (out < text.size() && is_sec_blank(text[out]))
    ++out;
  return out;
}

std::string_view without_blanks_behind(std::string_view text) {
  while (!text.empty() && is_sec_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

/// An odd run of backslashes at the end; of an even one each escapes the next.
bool ends_in_backslash(std::string_view text) {
  size_t run = 0;
  while (run < text.size() && text[text.size() - 1 - run] == '\\')
    ++run;
  return run % 2 == 1;
}

}  // namespace

bool is_sec_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

SecWord trimmed(SecWord word) {
  const size_t front = blanks_before(word.text);
  word = word.part(front);
  return {without_blanks_behind(word.text), word.at};
}

Span SecLine::span(size_t at, size_t length) const {
  const auto place_of = [this](size_t offset) -> std::uint32_t {
    const auto after =
        std::upper_bound(pieces.begin(), pieces.end(), offset, [](size_t value, const Piece& p) {
          return value < p.at;
        });
    if (after == pieces.begin()) return end;
    const Piece& piece = *(after - 1);
    return static_cast<std::uint32_t>(piece.place + (offset - piece.at));
  };
  const std::uint32_t start = std::min(place_of(at), end);
  const std::uint32_t stop = length == 0 ? start : place_of(at + length - 1) + 1;
  return {source, start, std::min(stop, end) - start};
}

SecLineCutter::SecLineCutter(std::string_view bytes, std::uint32_t source, bool comments_continue)
    : bytes_(bytes), source_(source), comments_continue_(comments_continue) {
  if (bytes_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
}

bool SecLineCutter::next_row(Row& row) {
  if (at_ >= bytes_.size()) return false;
  const size_t end = std::min(bytes_.find('\n', at_), bytes_.size());
  row = {static_cast<std::uint32_t>(at_), bytes_.substr(at_, end - at_)};
  if (row.text.ends_with('\r')) row.text.remove_suffix(1);
  at_ = end + 1;
  return true;
}

void SecLineCutter::append(const Row& row, size_t length, SecLine& line) const {
  const size_t room = most_seclang_line_bytes - line.text.size();
  if (length > room) line.is_too_long = true;
  line.pieces.push_back({static_cast<std::uint32_t>(line.text.size()), row.start});
  line.text.append(row.text.substr(0, std::min(length, room)));
  line.end = static_cast<std::uint32_t>(row.start + row.text.size());
}

std::string_view SecLineCutter::next_text() const {
  SecLineCutter ahead = *this;
  Row row;
  if (!ahead.next_row(row)) return {};
  return row.text.substr(blanks_before(row.text));
}

bool SecLineCutter::next(SecLine& line) {
  Row row;
  size_t front = 0;
  do {
    if (!next_row(row)) return false;
    front = blanks_before(row.text);
  } while (front == row.text.size());
  line = {};
  line.source = source_;
  row = {static_cast<std::uint32_t>(row.start + front), row.text.substr(front)};
  line.is_comment = row.text.starts_with('#');
  const bool may_continue = !line.is_comment || comments_continue_;
  if (line.is_comment && ends_in_backslash(row.text))
    line.hides_next = !next_text().empty() && next_text()[0] != '#';
  while (may_continue && ends_in_backslash(row.text)) {
    append(row, row.text.size() - 1, line);
    if (!next_row(row)) return true;
  }
  append(row, row.text.size(), line);
  line.has_line_behind = !next_text().empty();
  const std::string_view seen = without_blanks_behind(row.text);
  if (seen.size() < row.text.size() && ends_in_backslash(seen) && !line.is_comment)
    line.hidden_backslash = line.text.size() - (row.text.size() - seen.size()) - 1;
  return true;
}

}  // namespace sig::source
