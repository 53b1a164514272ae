// FTP commands and replies (RFC 959): one unit for each line of the client and each reply, and what
// they say of data connections.
#include <array>

#include "base/text.h"
#include "protocol/app_session.h"
#include "protocol/ftp_ports.h"
#include "protocol/line_reader.h"
#include "protocol/unit_parts.h"

namespace sig::protocol {
namespace {

/// Commands that have to do with data connections.
enum class Command : std::uint8_t { Other, Port, Eprt, Pasv, Epsv, Stor, Retr };

/// By its first letters, as Suricata 7 does: no blank need follow.
Command command_of(std::string_view line) {
  struct Name {
    std::string_view name;
    Command command;
  };
  static constexpr std::array names{Name{"port", Command::Port},
                                    Name{"eprt", Command::Eprt},
                                    Name{"pasv", Command::Pasv},
                                    Name{"epsv", Command::Epsv},
                                    Name{"stor", Command::Stor},
                                    Name{"retr", Command::Retr}};
  const std::string start = to_lower_ascii(line.substr(0, 4));
  for (const Name& one : names)
    if (one.name == start) return one.command;
  return Command::Other;
}

class FtpParser final : public AppParser {
 public:
  bool data(bool to_server, std::string_view bytes, AppSink& sink) override {
    std::string_view line;
    LineReader& reader = lines_[to_server ? 0 : 1];
    while (!starts_tls_ && reader.next(bytes, line)) {
      parts_.clear();
      if (reader.is_cut)
        parts_.events.push_back(to_server ? "request_command_too_long"
                                          : "response_command_too_long");
      if (!to_server) note_port(line);
      // A reply of several lines ends with the line that has a space behind its number.
      if (!to_server && (line.size() < 4 || line[3] != ' ') && !reader.is_cut) continue;
      if (!to_server) starts_tls_ = asked_for_tls_ && line.starts_with("234");
      asked_for_tls_ = to_server && to_lower_ascii(line).starts_with("auth tls");
      show(to_server, line, sink);
      if (to_server && !note_command(line, sink)) return false;
    }
    if (starts_tls_) unused_[to_server ? 0 : 1] = std::string(bytes);
    return true;
  }
  bool gap(bool, std::uint64_t, AppSink&) override { return false; }
  void end(bool, AppSink&) override {}
  AppProtocol changes_to() const override {
    return starts_tls_ ? AppProtocol::Tls : AppProtocol::Unknown;
  }
  std::string_view unused(bool to_server) const override { return unused_[to_server ? 0 : 1]; }
  size_t held_bytes() const override {
    return lines_[0].held.size() + lines_[1].held.size() + port_line_.size();
  }

 private:
  void show(bool to_server, std::string_view line, AppSink& sink) {
    std::uint32_t number = transactions_ == 0 ? 0 : transactions_ - 1;
    if (to_server) {
      number = transactions_++;
      const size_t space = line.find(' ');
      if (space != std::string_view::npos)
        parts_.add(IpsBuffer::FtpCommandData, line.substr(space + 1));
    }
    parts_.show(AppProtocol::Ftp, to_server, number, sink);
  }

  /// False: a transfer without a port or a name, on which Suricata's parser gives up.
  bool note_command(std::string_view line, AppSink& sink) {
    constexpr size_t before_name = 5;
    command_ = command_of(line);
    if (command_ == Command::Port || command_ == Command::Eprt) port_line_ = line;
    if (command_ != Command::Stor && command_ != Command::Retr) return true;
    if (next_.port == 0 || line.size() <= before_name) return false;
    next_.is_upload = command_ == Command::Stor;
    const std::string_view name = line.substr(before_name);
    next_.file_name = name.substr(0, name.find_last_not_of(" \t") + 1);
    sink.expect(next_);
    next_ = {};
    return true;
  }

  /// The port that the last command and this line of the reply to it give. PORT and EPRT are taken
  /// for granted, whatever the reply is.
  void note_port(std::string_view line) {
    const bool is_active = command_ == Command::Port || command_ == Command::Eprt;
    std::uint16_t port = 0;
    if (command_ == Command::Port) port = port_of_port(port_line_);
    if (command_ == Command::Eprt) port = port_of_eprt(port_line_);
    if (command_ == Command::Pasv) port = port_of_pasv(line);
    if (command_ == Command::Epsv) port = port_of_epsv(line);
    if (port == 0) return;
    next_.port = port;
    next_.is_active = is_active;
  }

  std::array<LineReader, 2> lines_;
  UnitParts parts_;
  std::array<std::string, 2> unused_;
  std::uint32_t transactions_ = 0;
  bool asked_for_tls_ = false, starts_tls_ = false;
  Command command_ = Command::Other;
  std::string port_line_;
  FtpTransfer next_;
};

}  // namespace

std::unique_ptr<AppParser> make_ftp_parser(const AppContext&) {
  return std::make_unique<FtpParser>();
}

}  // namespace sig::protocol
