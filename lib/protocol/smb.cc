// SMB over TCP: NetBIOS session records (RFC 1002 4.3) and the messages in them.
#include <algorithm>
#include <array>
#include <string>

#include "protocol/app_session.h"
#include "protocol/smb_flow.h"

namespace sig::protocol {
namespace {

constexpr size_t record_header = 4;
constexpr size_t most_of_record = 1U << 20U;  // of what is longer, the rest is counted and not kept

struct Side {
  std::string held;
  std::uint64_t skipped = 0;  ///< bytes of a record's end that are not kept
  bool is_lost = false;       ///< behind a gap: looks for the next record
};

size_t length_of(std::string_view record) {
  size_t length = 0;
  for (size_t i = 1; i < record_header; ++i)
    length = (length << 8U) | static_cast<std::uint8_t>(record[i]);
  return length;
}

/// Where a record with a message begins; the end of the bytes that cannot be one when none does.
size_t find_record(std::string_view bytes) {
  size_t at = 0;
  for (;; ++at) {
    at = bytes.find("SMB", at);
    if (at == std::string_view::npos) return bytes.size() - std::min<size_t>(bytes.size(), 7);
    if (at < record_header + 1 || bytes[at - record_header - 1] != 0) continue;
    const auto mark = static_cast<std::uint8_t>(bytes[at - 1]);
    if (mark >= 0xfd) return at - record_header - 1;
  }
}

class SmbParser final : public AppParser {
 public:
  explicit SmbParser(const AppContext& context) : flow_(context.limits) {}

  bool data(bool to_server, std::string_view bytes, AppSink& sink) override {
    Side& side = sides_[to_server ? 0 : 1];
    const size_t passed = static_cast<size_t>(std::min<std::uint64_t>(side.skipped, bytes.size()));
    side.skipped -= passed;
    bytes.remove_prefix(passed);
    if (bytes.empty()) return true;
    if (side.held.empty()) {
      const size_t used = read_records(side, to_server, bytes, sink);
      side.held.assign(bytes.substr(used));
    } else {
      side.held.append(bytes);
      side.held.erase(0, read_records(side, to_server, side.held, sink));
    }
    return true;
  }

  bool gap(bool to_server, std::uint64_t length, AppSink& sink) override {
    Side& side = sides_[to_server ? 0 : 1];
    if (side.skipped >= length) {
      side.skipped -= length;
      return true;
    }
    if (side.held.size() > record_header) record(to_server, side.held.substr(record_header), sink);
    side.skipped = 0;
    side.held.clear();
    side.is_lost = true;
    return true;
  }

  void end(bool to_server, AppSink& sink) override { flow_.files.end(to_server, sink); }
  size_t held_bytes() const override {
    return sides_[0].held.size() + sides_[1].held.size() + flow_.held_bytes();
  }

 private:
  size_t read_records(Side& side, bool to_server, std::string_view bytes, AppSink& sink) {
    size_t used = 0;
    if (side.is_lost) {
      used = find_record(bytes);
      if (bytes.size() - used <= 7) return used;
      side.is_lost = false;
    }
    while (bytes.size() - used >= record_header) {
      const std::string_view rest = bytes.substr(used);
      const size_t length = length_of(rest);
      const size_t kept = std::min(length, most_of_record);
      if (rest.size() < record_header + kept) break;
      if (rest[0] == 0) record(to_server, rest.substr(record_header, kept), sink);
      const size_t whole = std::min(rest.size(), record_header + length);
      side.skipped = record_header + length - whole;
      used += whole;
    }
    return used;
  }

  void record(bool to_server, std::string_view message, AppSink& sink) {
    if (message.starts_with("\xffSMB")) {
      smb1_message(flow_, to_server, message, sink);
    } else if (message.starts_with("\xfeSMB")) {
      smb2_messages(flow_, to_server, message, sink);
    } else if (!message.starts_with("\xfdSMB") && !message.empty()) {
      flow_.event(to_server, "malformed_data", sink);
    }
  }

  std::array<Side, 2> sides_;
  SmbFlow flow_;
};

}  // namespace

std::unique_ptr<AppParser> make_smb_parser(const AppContext& context) {
  return std::make_unique<SmbParser>(context);
}

}  // namespace sig::protocol
