#include "traffic/capture_filter.h"

#include <fmt/format.h>
#include <pcap/pcap.h>

#include "base/handle.h"
#include "base/text.h"
#include "traffic/link_layer.h"

namespace sig::traffic {
namespace {

// libpcap keeps numbers of its own (DLT_) for these two.
int dlt_of(std::uint32_t link_type) {
  constexpr std::uint32_t linktype_raw = 101;
  constexpr int dlt_raw = 12;
  return link_type == linktype_raw ? dlt_raw : static_cast<int>(link_type);
}

}  // namespace

struct CaptureFilter::Program {
  bpf_program code{};
  Program() = default;
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() { pcap_freecode(&code); }
};

CaptureFilter::CaptureFilter(std::string expression) : expression_(std::move(expression)) {}
CaptureFilter::CaptureFilter(CaptureFilter&&) noexcept = default;
CaptureFilter& CaptureFilter::operator=(CaptureFilter&&) noexcept = default;
CaptureFilter::~CaptureFilter() = default;

Result<CaptureFilter> CaptureFilter::compile(std::string expression) {
  CaptureFilter filter(std::move(expression));
  TRY(filter.program_for(link_ethernet));
  return filter;
}

Result<const CaptureFilter::Program*> CaptureFilter::program_for(std::uint32_t link_type) {
  const auto known = programs_.find(link_type);
  if (known != programs_.end()) return static_cast<const Program*>(known->second.get());
  const std::unique_ptr<pcap_t, FreeWith<pcap_close>> handle(
      pcap_open_dead(dlt_of(link_type), static_cast<int>(largest_packet)));
  if (!handle) return io_error("libpcap cannot be opened");
  auto program = std::make_unique<Program>();
  constexpr int optimize = 1;
  if (pcap_compile(
          handle.get(), &program->code, expression_.c_str(), optimize, PCAP_NETMASK_UNKNOWN) != 0) {
    return input_error(fmt::format("capture filter {} does not compile for link type {}: {}",
                                   quote(expression_),
                                   link_type,
                                   visible(pcap_geterr(handle.get()))),
                       "the language is that of pcap-filter(7), such as \"tcp port 80\"");
  }
  const Program* compiled = program.get();
  programs_.emplace(link_type, std::move(program));
  return compiled;
}

Result<bool> CaptureFilter::matches(const CapturedPacket& packet) {
  const Program* program = TRY(program_for(packet.link_type));
  return bpf_filter(program->code.bf_insns,
                    reinterpret_cast<const unsigned char*>(packet.bytes.data()),
                    packet.original_length,
                    static_cast<unsigned>(packet.bytes.size())) != 0;
}

}  // namespace sig::traffic
