#include "protocol/sip_message.h"

#include "base/text.h"

namespace sig::protocol {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}
bool is_token(char c) {
  return is_letter(c) || is_digit(c) || is_one_of(c, "!%'*+-._`~");
}
bool is_of_uri(char c) {
  return is_token(c) || is_one_of(c, "#$&,/:;=?@");
}
bool is_of_version(char c) {
  return is_digit(c) || c == '.';
}
bool is_of_reason(char c) {
  return is_token(c) || is_one_of(c, " $&()/,:;=?@[\\]^");
}
bool is_of_value(char c) {
  return is_token(c) || is_one_of(c, "\"#$&(),/:;<=>?@[\\]^{|}");
}
bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// Takes the parts of a message off its front. The first that fails decides what it was.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  bool is_ok() const { return state_ == SipRead::Whole; }
  SipRead state() const { return state_; }
  std::string_view rest() const { return bytes_; }

  /// All characters of a kind; more of them might follow where the datagram ends.
  template <class Is>
  std::string_view run(Is is, size_t least = 0) {
    size_t size = 0;
    while (size < bytes_.size() && is(bytes_[size]))
      ++size;
    if (size == bytes_.size()) fail(SipRead::Incomplete);
    if (size < least) fail(SipRead::Invalid);
    return take(size);
  }
  std::string_view exactly(size_t size) {
    if (bytes_.size() < size) fail(SipRead::Incomplete);
    return take(size);
  }
  void literal(std::string_view wanted) {
    const std::string_view there = bytes_.substr(0, wanted.size());
    if (there != wanted) fail(wanted.starts_with(there) ? SipRead::Incomplete : SipRead::Invalid);
    take(wanted.size());
  }
  bool starts_with(std::string_view wanted) const { return bytes_.starts_with(wanted); }

  /// Up to the end of its line; lines that start with a blank belong to it.
  void header_value() {
    size_t end = 0, blanks = 0;
    for (size_t at = 0; at < bytes_.size(); ++at) {
      const char c = bytes_[at];
      if (c == '\n') {
        ++at;
        if (at == bytes_.size()) break;
        if (is_blank(bytes_[at])) continue;
        take(end + blanks);
        return;
      }
      if (is_blank(c)) ++blanks;
      if (is_blank(c) || c == '\r') continue;
      if (!is_of_value(c)) break;
      blanks = 0;
      end = at + 1;
    }
    fail(SipRead::Incomplete);
  }

 private:
  void fail(SipRead state) {
    if (is_ok()) state_ = state;
    bytes_ = {};
  }
  std::string_view take(size_t size) {
    if (!is_ok()) return {};
    const std::string_view out = bytes_.substr(0, size);
    bytes_.remove_prefix(out.size());
    return out;
  }

  std::string_view bytes_;
  SipRead state_ = SipRead::Whole;
};

void read_protocol(Reader& reader, std::string_view bytes, SipMessage& message) {
  constexpr std::string_view name = "SIP/";
  const size_t at = bytes.size() - reader.rest().size();
  reader.literal(name);
  const std::string_view number = reader.run(is_of_version, 1);
  message.protocol = bytes.substr(at, name.size() + number.size());
}

SipRead read_rest(Reader& reader, std::string_view bytes, SipMessage& message) {
  reader.literal("\r\n");
  if (!reader.is_ok()) return reader.state();
  const size_t line = bytes.size() - reader.rest().size();
  while (reader.is_ok() && !reader.starts_with("\r\n")) {
    reader.run(is_token);
    reader.run(is_blank);
    reader.literal(":");
    reader.run(is_blank);
    reader.header_value();
    reader.literal("\r\n");
  }
  if (!reader.is_ok()) return reader.state();
  const size_t end = bytes.size() - reader.rest().size();
  size_t shown = 0;
  while (shown < bytes.size() && is_of_reason(bytes[shown]))
    ++shown;
  message.line = bytes.substr(0, shown);
  message.whole_line = bytes.substr(0, line);
  message.headers = bytes.substr(line, end - line);
  message.body = bytes.substr(end + 2);
  return SipRead::Whole;
}

}  // namespace

SipRead read_sip_request(std::string_view bytes, SipMessage& message) {
  message = {};
  Reader reader(bytes);
  message.method = reader.run(is_letter);
  reader.literal(" ");
  message.uri = reader.run(is_of_uri, 1);
  reader.literal(" ");
  read_protocol(reader, bytes, message);
  return read_rest(reader, bytes, message);
}

SipRead read_sip_response(std::string_view bytes, SipMessage& message) {
  constexpr size_t digits = 3;
  message = {};
  Reader reader(bytes);
  read_protocol(reader, bytes, message);
  reader.literal(" ");
  message.status = reader.exactly(digits);
  reader.literal(" ");
  message.reason = reader.run(is_of_reason);
  const SipRead read = read_rest(reader, bytes, message);
  return read == SipRead::Whole && !is_valid_utf8(message.status) ? SipRead::Invalid : read;
}

}  // namespace sig::protocol
