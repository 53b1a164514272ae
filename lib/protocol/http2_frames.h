#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/app_unit.h"

namespace sig::protocol {

/// Frames of HTTP/2 (RFC 9113, sections 4 and 6), of one direction of one connection.

enum class Http2FrameType : std::uint8_t {
  Data = 0,
  Headers = 1,
  Priority = 2,
  ResetStream = 3,
  Settings = 4,
  PushPromise = 5,
  Ping = 6,
  GoAway = 7,
  WindowUpdate = 8,
  Continuation = 9,
};

struct Http2FrameHead {
  std::uint32_t length = 0;
  Http2FrameType type = Http2FrameType::Data;  ///< may be another number: unknown types are legal
  std::uint8_t flags = 0;
  std::uint32_t stream = 0;

  bool ends_stream() const { return (flags & 0x1U) != 0; }
  bool ends_headers() const { return (flags & 0x4U) != 0; }
  bool is_padded() const { return (flags & 0x8U) != 0; }
  bool has_priority() const { return (flags & 0x20U) != 0; }
};

/// Takes frames in their order. Views live for the call.
class Http2FrameSink {
 public:
  virtual ~Http2FrameSink() = default;
  /// A piece of what a DATA frame carries, without padding.
  virtual void content(bool to_server, const Http2FrameHead& head, std::string_view piece) = 0;
  /// Bytes of a DATA frame are lost.
  virtual void lost_content(bool to_server, const Http2FrameHead& head, std::uint64_t length) = 0;
  /// A frame has come to its end. `payload` is empty for DATA, and holds no more than the first
  /// `most_held` bytes of another.
  virtual void frame(bool to_server, const Http2FrameHead& head, std::string_view payload) = 0;
};

/// Cuts a stream of bytes into frames, however its pieces are cut.
class Http2Deframer {
 public:
  /// Suricata's bound: a longer frame is not looked at behind it.
  static constexpr size_t most_held = 65536;

  explicit Http2Deframer(bool to_server) : to_server_(to_server) {}
  void data(std::string_view bytes, Http2FrameSink& sink);
  /// `length` bytes are lost. False: where the next frame begins is not known any more.
  bool skip(std::uint64_t length, Http2FrameSink& sink);
  size_t held_bytes() const { return held_.capacity(); }

 private:
  void begin_frame();
  void take(std::string_view piece, Http2FrameSink& sink);
  void take_content(std::string_view piece, Http2FrameSink& sink);
  void end_frame(Http2FrameSink& sink);

  bool to_server_;
  bool in_frame_ = false;
  bool wants_pad_length_ = false;
  Http2FrameHead head_;
  std::uint32_t left_ = 0;          ///< bytes of the frame that have not come
  std::uint32_t content_left_ = 0;  ///< the same without padding
  std::string held_;                ///< the frame's head, then its payload
};

/// What rules ask of a frame besides its headers and content, and what is wrong with it.
struct Http2FrameFacts {
  std::vector<AppNumber> numbers;
  std::vector<std::string_view> events;  ///< static storage

  void add(IpsNumberField field, std::uint64_t value) { numbers.push_back({field, value}); }
};

/// Fills `facts` anew from a frame that is complete.
void read_http2_frame(const Http2FrameHead& head, std::string_view payload, Http2FrameFacts& facts);

/// Adds the settings of a SETTINGS frame's payload, each as identifier << 32 | value.
void read_http2_settings(std::string_view payload, Http2FrameFacts& facts);

/// The header block fragment of a HEADERS, PUSH_PROMISE or CONTINUATION frame.
struct Http2BlockPiece {
  std::string_view bytes;
  std::uint32_t promised = 0;  ///< the stream that a PUSH_PROMISE opens
  bool ok = true;              ///< false: the frame is too short for what its flags say
};
Http2BlockPiece http2_block_piece(const Http2FrameHead& head, std::string_view payload);

}  // namespace sig::protocol
