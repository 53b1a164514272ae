#include "base/source_text.h"

#include <algorithm>

namespace sig {

SourceText::SourceText(std::string name, std::string bytes)
    : name_(std::move(name)), bytes_(std::move(bytes)), line_starts_{0} {
  for (size_t i = 0; i < bytes_.size(); ++i) {
    if (bytes_[i] == '\n') line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
  }
}

Place SourceText::place_of(std::uint32_t offset) const {
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<int>(after - line_starts_.begin());
  return {line, static_cast<int>(offset - *(after - 1)) + 1};
}

std::uint32_t SourceText::offset_of_line(int line) const {
  const auto index = static_cast<size_t>(std::max(line, 1) - 1);
  return index < line_starts_.size() ? line_starts_[index]
                                     : static_cast<std::uint32_t>(bytes_.size());
}

std::string_view SourceText::line(int number) const {
  const std::uint32_t start = offset_of_line(number);
  std::string_view rest = std::string_view(bytes_).substr(start);
  rest = rest.substr(0, rest.find('\n'));
  if (!rest.empty() && rest.back() == '\r') rest.remove_suffix(1);
  return rest;
}

std::uint32_t Sources::add(std::string name, std::string bytes) {
  texts_.emplace_back(std::move(name), std::move(bytes));
  return static_cast<std::uint32_t>(texts_.size() - 1);
}

std::string_view Sources::text_of(Span span) const {
  const std::string_view bytes = at(span.source).bytes();
  return span.start <= bytes.size() ? bytes.substr(span.start, span.length) : std::string_view();
}

}  // namespace sig
