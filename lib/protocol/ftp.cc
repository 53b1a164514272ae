// FTP commands and replies (RFC 959): one unit for each line of the client and each reply.
#include <array>

#include "base/text.h"
#include "protocol/app_session.h"
#include "protocol/line_reader.h"
#include "protocol/unit_parts.h"

namespace sig::protocol {
namespace {

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
      // A reply of several lines ends with the line that has a space behind its number.
      if (!to_server && (line.size() < 4 || line[3] != ' ') && !reader.is_cut) continue;
      if (!to_server) starts_tls_ = asked_for_tls_ && line.starts_with("234");
      asked_for_tls_ = to_server && to_lower_ascii(line).starts_with("auth tls");
      std::uint32_t number = transactions_ == 0 ? 0 : transactions_ - 1;
      if (to_server) {
        number = transactions_++;
        const size_t space = line.find(' ');
        if (space != std::string_view::npos)
          parts_.add(IpsBuffer::FtpCommandData, line.substr(space + 1));
      }
      parts_.show(AppProtocol::Ftp, to_server, number, sink);
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
  size_t held_bytes() const override { return lines_[0].held.size() + lines_[1].held.size(); }

 private:
  std::array<LineReader, 2> lines_;
  UnitParts parts_;
  std::array<std::string, 2> unused_;
  std::uint32_t transactions_ = 0;
  bool asked_for_tls_ = false, starts_tls_ = false;
};

}  // namespace

std::unique_ptr<AppParser> make_ftp_parser(const AppContext&) {
  return std::make_unique<FtpParser>();
}

}  // namespace sig::protocol
