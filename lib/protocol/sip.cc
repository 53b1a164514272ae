// SIP over UDP (RFC 3261), as Suricata 7 follows it: a datagram is a message, and a transaction of
// its own.
#include <array>
#include <vector>

#include "protocol/app_session.h"
#include "protocol/probes.h"
#include "protocol/sip_message.h"
#include "protocol/unit_parts.h"

namespace sig::protocol {
namespace {

constexpr size_t most_late = 16;

class SipParser final : public AppParser {
 public:
  explicit SipParser(const AppContext& context) : context_(context) {}

  bool data(bool to_server, std::string_view bytes, AppSink& sink) override {
    if (context_.wants.frames) sink.frame({"sip.pdu", to_server, bytes});
    SipMessage message;
    const SipRead read =
        to_server ? read_sip_request(bytes, message) : read_sip_response(bytes, message);
    if (read != SipRead::Whole) {
      raise(read == SipRead::Incomplete ? "incomplete_data" : "invalid_data");
    }
    show_late(to_server, sink);
    if (has_last_ && last_to_server_ != to_server) has_last_ = false;
    if (read != SipRead::Whole) return true;
    if (context_.wants.frames) frames(to_server, message, sink);
    show(to_server, message, sink);
    has_last_ = true;
    last_to_server_ = to_server;
    return true;
  }
  bool gap(bool, std::uint64_t, AppSink&) override { return true; }
  void end(bool, AppSink&) override {}
  size_t held_bytes() const override { return 0; }

 private:
  /// Suricata notes an event of what is no message at the last transaction, whose own side has been
  /// looked at: it is seen when the other side is, once.
  struct Late {
    std::uint32_t transaction = 0;
    std::string_view event;
    bool to_server = true;
  };

  void raise(std::string_view event) {
    if (!has_last_ || late_.size() == most_late) return;
    const std::uint32_t last = transactions_ - 1;
    for (const Late& known : late_)
      if (known.transaction == last && known.event == event) return;
    late_.push_back({last, event, !last_to_server_});
  }

  void show_late(bool to_server, AppSink& sink) {
    std::erase_if(late_, [&](const Late& late) {
      if (late.to_server != to_server) return false;
      parts_.clear();
      parts_.events.push_back(late.event);
      parts_.show(AppProtocol::Sip, to_server, late.transaction, sink);
      return true;
    });
  }

  static void frames(bool to_server, const SipMessage& message, AppSink& sink) {
    sink.frame(
        {to_server ? "sip.request.line" : "sip.response.line", to_server, message.whole_line});
    if (!message.headers.empty()) {
      sink.frame(
          {to_server ? "sip.request.headers" : "sip.response.headers", to_server, message.headers});
    }
    if (!message.body.empty()) {
      sink.frame({to_server ? "sip.request.body" : "sip.response.body", to_server, message.body});
    }
  }

  void add(IpsBuffer buffer, std::string_view bytes) {
    if (!bytes.empty()) parts_.add(buffer, bytes);
  }
  void show(bool to_server, const SipMessage& message, AppSink& sink) {
    parts_.clear();
    add(IpsBuffer::SipMethod, message.method);
    add(IpsBuffer::SipUri, message.uri);
    add(IpsBuffer::SipProtocol, message.protocol);
    add(IpsBuffer::SipStatCode, message.status);
    add(IpsBuffer::SipStatMsg, message.reason);
    add(to_server ? IpsBuffer::SipRequestLine : IpsBuffer::SipResponseLine, message.line);
    parts_.show(AppProtocol::Sip, to_server, transactions_++, sink);
  }

  const AppContext& context_;
  UnitParts parts_;
  std::vector<Late> late_;
  std::uint32_t transactions_ = 0;
  bool has_last_ = false;  ///< a transaction that the other side has not been looked at for
  bool last_to_server_ = true;
};

}  // namespace

Probe probe_sip(std::string_view bytes) {
  SipMessage message;
  return read_sip_request(bytes, message) == SipRead::Whole ? Probe::Yes : Probe::No;
}

std::unique_ptr<AppParser> make_sip_parser(const AppContext& context) {
  return std::make_unique<SipParser>(context);
}

}  // namespace sig::protocol
