#include "protocol/mime.h"

#include <algorithm>

#include "base/text.h"

namespace sig::protocol {
namespace {

constexpr size_t longest_header = 4096;
constexpr size_t longest_boundary = 254;
constexpr size_t most_depth = 16;
constexpr size_t most_parts = 64;

int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// The value of a parameter of a header; empty: none.
std::string parameter(std::string_view value, std::string_view lower, std::string_view name) {
  for (size_t at = lower.find(name); at != std::string_view::npos; at = lower.find(name, at + 1)) {
    const char before = at == 0 ? ';' : lower[at - 1];
    if (before != ';' && before != ' ' && before != '\t') continue;
    std::string_view rest = value.substr(at + name.size());
    if (rest.starts_with('"')) return std::string(rest.substr(1, rest.substr(1).find('"')));
    return std::string(rest.substr(0, rest.find_first_of("; \t")));
  }
  return {};
}

}  // namespace

void MimeReader::reset() {
  const size_t limit = limit_;
  *this = MimeReader(limit);
}

void MimeReader::event(std::string_view name) {
  if (std::find(events_.begin(), events_.end(), name) == events_.end()) events_.push_back(name);
}

bool MimeReader::is_boundary(std::string_view text) {
  if (!text.starts_with("--")) return false;
  for (size_t i = boundaries_.size(); i-- > 0;) {
    if (!text.substr(2).starts_with(boundaries_[i])) continue;
    const std::string_view behind = trim(text.substr(2 + boundaries_[i].size()));
    if (!behind.empty() && behind != "--") continue;
    boundaries_.resize(behind.empty() ? i + 1 : i);
    state_ = behind.empty() ? State::Headers : State::Skipped;
    return true;
  }
  return false;
}

void MimeReader::end_header() {
  const std::string header = std::move(header_);
  header_.clear();
  const size_t colon = header.find(':');
  if (colon == std::string::npos) return;
  const std::string field = to_lower_ascii(trim(std::string_view(header).substr(0, colon)));
  const std::string_view value = trim(std::string_view(header).substr(colon + 1));
  const std::string lower = to_lower_ascii(value);
  if (field == "content-type") {
    if (lower.starts_with("multipart/")) boundary_ = parameter(value, lower, "boundary=");
    is_message_ = lower.starts_with("message/rfc822");
    if (name_.empty()) name_ = parameter(value, lower, "name=");
  } else if (field == "content-disposition") {
    std::string name = parameter(value, lower, "filename=");
    if (!name.empty()) name_ = std::move(name);
  } else if (field == "content-transfer-encoding") {
    encoding_ = lower == "base64"             ? Encoding::Base64
                : lower == "quoted-printable" ? Encoding::QuotedPrintable
                                              : Encoding::None;
  }
}

void MimeReader::end_headers() {
  state_ = State::Skipped;
  owes_line_end_ = false;
  bits_ = bit_count_ = 0;
  if (!boundary_.empty()) {
    if (boundary_.size() > longest_boundary) {
      event("mime_long_boundary");
    } else if (boundaries_.size() < most_depth) {
      boundaries_.push_back(boundary_);
    }
  } else if (is_message_ && name_.empty()) {
    state_ = State::Headers;
  } else if (!name_.empty() && parts_.size() < most_parts) {
    parts_.emplace_back().name = name_;
    state_ = State::Body;
  }
  boundary_.clear();
  name_.clear();
  is_message_ = false;
}

void MimeReader::add(std::string_view bytes) {
  Part& part = parts_.back();
  part.size += bytes.size();
  part.content += bytes.substr(0, limit_ - std::min(limit_, part.content.size()));
}

void MimeReader::body_line(std::string_view text) {
  if (encoding_ == Encoding::Base64) {
    for (const char c : text) {
      const int value = base64_value(c);
      if (value < 0) continue;
      bits_ = (bits_ << 6U) | static_cast<std::uint32_t>(value);
      bit_count_ += 6;
      if (bit_count_ < 8) continue;
      bit_count_ -= 8;
      const char byte = static_cast<char>((bits_ >> bit_count_) & 0xffU);
      add({&byte, 1});
    }
    return;
  }
  if (owes_line_end_) add("\r\n");
  owes_line_end_ = true;
  if (encoding_ == Encoding::None) return add(text);
  while (!text.empty()) {
    const size_t at = std::min(text.find('='), text.size());
    add(text.substr(0, at));
    text.remove_prefix(at);
    if (text.size() >= 3 && hex_value(text[1]) >= 0 && hex_value(text[2]) >= 0) {
      const char byte = static_cast<char>(hex_value(text[1]) * 16 + hex_value(text[2]));
      add({&byte, 1});
      text.remove_prefix(3);
    } else if (trim(text) == "=") {
      owes_line_end_ = false;
      return;
    } else if (!text.empty()) {
      event("mime_invalid_qp");
      add(text.substr(0, 1));
      text.remove_prefix(1);
    }
  }
}

void MimeReader::line(std::string_view text) {
  if (!boundaries_.empty() && is_boundary(text)) {
    header_.clear();
    name_.clear();
    boundary_.clear();
    encoding_ = Encoding::None;
    return;
  }
  if (state_ == State::Body) return body_line(text);
  if (state_ == State::Skipped) return;
  if (text.empty()) {
    end_header();
    return end_headers();
  }
  const bool goes_on = text.front() == ' ' || text.front() == '\t';
  if (!goes_on) end_header();
  header_ += text.substr(0, longest_header - std::min(longest_header, header_.size()));
}

size_t MimeReader::held_bytes() const {
  size_t held = header_.size() + name_.size() + boundary_.size();
  for (const Part& part : parts_)
    held += sizeof(Part) + part.name.size() + part.content.size();
  return held;
}

}  // namespace sig::protocol
