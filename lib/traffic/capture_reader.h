#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "traffic/chunk_input.h"

namespace sig::traffic {

/// One packet as it stands in a capture; `bytes` are valid until the next one is read.
struct CapturedPacket {
  std::string_view bytes;
  std::uint32_t original_length = 0;  ///< on the wire, as the record says
  std::uint32_t link_type = 0;        ///< LINKTYPE_ number
  std::optional<Time> time;
};

/// Reads the packets of one capture file. One thread.
class CaptureReader {
 public:
  enum class Outcome {
    Packet,
    End,      ///< behind the last whole record
    Damaged,  ///< what follows is no record: `damage` says what was found
  };

  virtual ~CaptureReader() = default;
  virtual Outcome next(CapturedPacket& packet) = 0;
  std::uint64_t position() const { return input_.position(); }
  const std::string& damage() const { return damage_; }

 protected:
  explicit CaptureReader(ChunkInput input) : input_(std::move(input)) {}
  Outcome damaged(std::string what) {
    damage_ = std::move(what);
    return Outcome::Damaged;
  }
  /// The input ended inside a record, or could not be read on.
  Outcome cut() { return damaged(input_.failure().empty() ? "truncated file" : input_.failure()); }

  ChunkInput input_;

 private:
  std::string damage_;
};

/// Records above this are not packets but damage (libpcap's MAXIMUM_SNAPLEN).
inline constexpr std::uint32_t largest_packet = 262144;

/// pcap (four byte orders and precisions, and Kuznetzov's modified form) or pcapng by the first
/// bytes; an error says which were found. `name` is for messages.
Result<std::unique_ptr<CaptureReader>> open_capture(ChunkInput input, const std::string& name);

/// Whether these first four bytes begin a capture file.
bool is_capture_magic(std::string_view four_bytes);

// The two formats, for open_capture.
std::unique_ptr<CaptureReader> read_pcap(ChunkInput input);
std::unique_ptr<CaptureReader> read_pcapng(ChunkInput input);

}  // namespace sig::traffic
