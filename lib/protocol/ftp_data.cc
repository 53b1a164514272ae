// A data connection of FTP (RFC 959, 3.2): the file is one unit when its side has ended, or two,
// where the command is the other side's.
#include <algorithm>

#include "protocol/app_session.h"
#include "protocol/unit_parts.h"

namespace sig::protocol {
namespace {

/// Of one file; more of a stream is not put together by default.
constexpr size_t most_kept = 1U << 20U;

class FtpDataParser final : public AppParser {
 public:
  FtpDataParser(const AppContext& context, FtpTransfer transfer)
      : transfer_(std::move(transfer)), is_wanted_(context.wants.wants(IpsBuffer::FileData)) {}

  bool data(bool to_server, std::string_view bytes, AppSink&) override {
    if (to_server != transfer_.data_is_to_server()) return true;
    size_ += bytes.size();
    if (is_wanted_ && is_complete_) {
      content_ += bytes.substr(0, most_kept - std::min(most_kept, content_.size()));
    }
    return true;
  }
  bool gap(bool to_server, std::uint64_t length, AppSink&) override {
    if (to_server != transfer_.data_is_to_server()) return true;
    size_ += length;
    is_complete_ = false;
    return true;
  }
  void end(bool to_server, AppSink& sink) override {
    if (to_server != transfer_.data_is_to_server() || size_ == 0 || is_shown_) return;
    is_shown_ = true;
    show_file(sink);
    std::string().swap(content_);
  }
  size_t held_bytes() const override { return content_.capacity(); }

 private:
  void show_file(AppSink& sink) {
    // Rules take STOR for what goes to the server, wherever the data goes.
    const bool command_to_server = transfer_.is_upload;
    const AppNumber command{IpsNumberField::FtpDataCommand, transfer_.is_upload ? 1U : 2U};
    const bool is_same_side = command_to_server == transfer_.data_is_to_server();
    parts_.clear();
    if (!transfer_.file_name.empty()) parts_.add(IpsBuffer::FileName, transfer_.file_name);
    if (!content_.empty()) parts_.add(IpsBuffer::FileData, content_);
    parts_.files.push_back({transfer_.file_name, content_, size_, is_complete_});
    if (is_same_side) parts_.numbers.push_back(command);
    parts_.show(AppProtocol::FtpData, transfer_.data_is_to_server(), 0, sink);
    if (is_same_side) return;
    parts_.clear();
    parts_.numbers.push_back(command);
    parts_.show(AppProtocol::FtpData, command_to_server, 0, sink);
  }

  FtpTransfer transfer_;
  bool is_wanted_;
  std::string content_;
  std::uint64_t size_ = 0;
  bool is_complete_ = true, is_shown_ = false;
  UnitParts parts_;
};

}  // namespace

std::unique_ptr<AppParser> make_ftp_data_parser(const AppContext& context, FtpTransfer transfer) {
  return std::make_unique<FtpDataParser>(context, std::move(transfer));
}

}  // namespace sig::protocol
