// SMTP (RFC 5321): one transaction for each mail, with its envelope and the files in it.
#include <array>
#include <deque>

#include "base/text.h"
#include "protocol/app_session.h"
#include "protocol/line_reader.h"
#include "protocol/mime.h"
#include "protocol/unit_parts.h"

namespace sig::protocol {
namespace {

constexpr size_t most_recipients = 64;
constexpr size_t most_commands = 128;  // without a reply yet

enum class Command : std::uint8_t { Other, Data, StartTls, EndOfMail };

/// "mail from:<a>" gives "<a>" behind "MAIL FROM:"; nothing when it is another command.
bool take_prefix(std::string_view line, std::string_view upper, std::string_view& rest) {
  if (line.size() < upper.size()) return false;
  for (size_t i = 0; i < upper.size(); ++i) {
    const char c = line[i] >= 'a' && line[i] <= 'z' ? static_cast<char>(line[i] - 32) : line[i];
    if (c != upper[i]) return false;
  }
  rest = line.substr(upper.size());
  return true;
}

/// An address as Suricata shows it: with its brackets.
std::string address(std::string_view text) {
  text = trim(text);
  const size_t end = text.find('>');
  return std::string(end == std::string_view::npos ? text.substr(0, text.find(' '))
                                                   : text.substr(0, end + 1));
}

class SmtpParser final : public AppParser {
 public:
  explicit SmtpParser(const AppContext& context) : mime_(context.limits.request_body) {}

  bool data(bool to_server, std::string_view bytes, AppSink& sink) override {
    std::string_view line;
    LineReader& reader = lines_[to_server ? 0 : 1];
    while (starts_tls_ ? keep_unused(to_server, bytes) : reader.next(bytes, line)) {
      if (!to_server) {
        reply(line, reader.is_cut, sink);
      } else if (in_mail_) {
        mail_line(line, sink);
      } else {
        command(line, reader.is_cut, sink);
      }
    }
    return true;
  }
  bool gap(bool to_server, std::uint64_t, AppSink& sink) override {
    if (to_server && in_mail_) return true;  // the lines around are joined
    end(true, sink);
    return false;
  }
  void end(bool to_server, AppSink& sink) override {
    if (to_server) finish(sink);
  }
  size_t held_bytes() const override {
    return lines_[0].held.size() + lines_[1].held.size() + mime_.held_bytes() + commands_.size() +
           unused_[0].size() + unused_[1].size();
  }
  AppProtocol changes_to() const override {
    return starts_tls_ ? AppProtocol::Tls : AppProtocol::Unknown;
  }
  std::string_view unused(bool to_server) const override { return unused_[to_server ? 0 : 1]; }

 private:
  bool keep_unused(bool to_server, std::string_view& bytes) {
    unused_[to_server ? 0 : 1] = std::string(bytes);
    bytes = {};
    return false;
  }

  void expect(Command command) {
    if (commands_.size() < most_commands) commands_.push_back(command);
  }

  void command(std::string_view line, bool is_cut, AppSink& sink) {
    std::string_view rest;
    is_dirty_ = true;
    if (is_cut) event(true, "max_command_line_len_exceeded");
    if (take_prefix(line, "STARTTLS", rest)) return expect(Command::StartTls);
    if (take_prefix(line, "DATA", rest)) {
      in_mail_ = true;
      mime_.reset();
      return expect(Command::Data);
    }
    expect(Command::Other);
    if (take_prefix(line, "EHLO ", rest) || take_prefix(line, "HELO ", rest)) {
      helo_ = std::string(trim(rest));
    } else if (take_prefix(line, "MAIL FROM:", rest)) {
      if (!from_.empty()) event(true, "duplicate_fields");
      from_ = address(rest);
    } else if (take_prefix(line, "RCPT TO:", rest)) {
      if (recipients_.size() < most_recipients) recipients_.push_back(address(rest));
    } else if (take_prefix(line, "RSET", rest)) {
      finish(sink);
    }
  }

  void mail_line(std::string_view line, AppSink& sink) {
    if (line == ".") {
      in_mail_ = false;
      expect(Command::EndOfMail);
      finish(sink);
      return;
    }
    // A doubled dot at the front stands for one.
    mime_.line(line.starts_with("..") ? line.substr(1) : line);
  }

  void reply(std::string_view line, bool is_cut, AppSink&) {
    if (is_cut) event(false, "max_reply_line_len_exceeded");
    if (line.size() < 3 || !parse_unsigned(line.substr(0, 3))) return event(false, "invalid_reply");
    if (line.size() > 3 && line[3] == '-') return;  // there is more of it
    if (!is_welcome_) {
      is_welcome_ = true;
      if (line.starts_with("220") || commands_.empty()) return;
    }
    if (commands_.empty()) return;
    const Command command = commands_.front();
    commands_.pop_front();
    if (command == Command::StartTls) {
      starts_tls_ = line.starts_with("220");
      if (!starts_tls_) event(false, "tls_rejected");
    } else if (command == Command::Data && !line.starts_with("354")) {
      in_mail_ = false;
      event(false, "data_command_rejected");
    }
  }

  void event(bool to_server, std::string_view name) {
    events_[to_server ? 0 : 1].push_back(name);
    if (events_[to_server ? 0 : 1].size() > most_commands) events_[to_server ? 0 : 1].pop_back();
  }

  /// The transaction has all it will have.
  void finish(AppSink& sink) {
    if (!is_dirty_ && events_[1].empty()) return;
    parts_.clear();
    if (!helo_.empty()) parts_.add(IpsBuffer::SmtpHelo, helo_);
    if (!from_.empty()) parts_.add(IpsBuffer::SmtpMailFrom, from_);
    for (const std::string& one : recipients_)
      parts_.add(IpsBuffer::SmtpRcptTo, one);
    for (const MimeReader::Part& part : mime_.parts()) {
      parts_.add(IpsBuffer::FileData, part.content);
      parts_.add(IpsBuffer::FileName, part.name);
      parts_.files.push_back({part.name, part.content, part.size, !in_mail_});
    }
    parts_.events = events_[0];
    parts_.events.insert(parts_.events.end(), mime_.events().begin(), mime_.events().end());
    parts_.show(AppProtocol::Smtp, true, transactions_, sink);
    parts_.clear();
    parts_.events = events_[1];
    parts_.show(AppProtocol::Smtp, false, transactions_++, sink);
    from_.clear();
    recipients_.clear();
    mime_.reset();
    for (auto& events : events_)
      events.clear();
    is_dirty_ = false;
  }

  std::array<LineReader, 2> lines_;
  std::deque<Command> commands_;
  std::string helo_, from_;
  std::vector<std::string> recipients_;
  std::array<std::vector<std::string_view>, 2> events_;
  std::array<std::string, 2> unused_;
  MimeReader mime_;
  UnitParts parts_;
  std::uint32_t transactions_ = 0;
  bool in_mail_ = false, is_dirty_ = false, is_welcome_ = false, starts_tls_ = false;
};

}  // namespace

std::unique_ptr<AppParser> make_smtp_parser(const AppContext& context) {
  return std::make_unique<SmtpParser>(context);
}

}  // namespace sig::protocol
