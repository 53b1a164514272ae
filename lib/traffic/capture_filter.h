#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "traffic/capture_reader.h"

namespace sig::traffic {

/// A filter in libpcap's language (pcap-filter(7)), compiled once for each link type that is met.
class CaptureFilter {
 public:
  /// An error says what libpcap says about the expression.
  static Result<CaptureFilter> compile(std::string expression);
  CaptureFilter(CaptureFilter&&) noexcept;
  CaptureFilter& operator=(CaptureFilter&&) noexcept;
  ~CaptureFilter();

  /// An error when the expression cannot be used with the packet's link type.
  Result<bool> matches(const CapturedPacket& packet);

 private:
  struct Program;
  explicit CaptureFilter(std::string expression);
  Result<const Program*> program_for(std::uint32_t link_type);

  std::string expression_;
  std::map<std::uint32_t, std::unique_ptr<Program>> programs_;
};

}  // namespace sig::traffic
