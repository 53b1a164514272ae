#include "protocol/http2_frames.h"

#include <algorithm>

#include "protocol/cursor.h"

namespace sig::protocol {
namespace {

constexpr size_t head_size = 9;
constexpr std::uint32_t stream_mask = 0x7fffffff;

std::uint32_t u31(Cursor& cursor) {
  return cursor.u32() & stream_mask;
}

void read_weight(Cursor cursor, Http2FrameFacts& facts) {
  cursor.u32();  // the stream that it depends on
  const std::uint8_t weight = cursor.u8();
  if (cursor.ok) facts.add(IpsNumberField::Http2Priority, weight);
}

/// The frames whose payload is of one size. False: not of its size.
bool read_sized(const Http2FrameHead& head, std::string_view payload, Http2FrameFacts& facts) {
  Cursor cursor{payload};
  switch (head.type) {
    case Http2FrameType::Priority:
      if (payload.size() != 5) return false;
      read_weight(cursor, facts);
      return true;
    case Http2FrameType::ResetStream:
      if (payload.size() != 4) return false;
      facts.add(IpsNumberField::Http2ErrorCode, cursor.u32());
      return true;
    case Http2FrameType::WindowUpdate:
      if (payload.size() != 4) return false;
      facts.add(IpsNumberField::Http2Window, u31(cursor));
      return true;
    case Http2FrameType::GoAway:
      if (payload.size() < 4) return false;
      // Suricata 7.0.10 takes the first field, which is the last stream, for the error.
      facts.add(IpsNumberField::Http2ErrorCode, cursor.u32());
      return true;
    default:
      return true;
  }
}

}  // namespace

void Http2Deframer::data(std::string_view bytes, Http2FrameSink& sink) {
  while (!bytes.empty()) {
    if (!in_frame_) {
      const size_t size = std::min(head_size - held_.size(), bytes.size());
      held_ += bytes.substr(0, size);
      bytes.remove_prefix(size);
      if (held_.size() < head_size) return;
      begin_frame();
    }
    const std::string_view piece = bytes.substr(0, left_);
    bytes.remove_prefix(piece.size());
    left_ -= static_cast<std::uint32_t>(piece.size());
    take(piece, sink);
    if (left_ == 0) end_frame(sink);
  }
}

void Http2Deframer::begin_frame() {
  Cursor cursor{held_};
  head_.length = cursor.u24();
  head_.type = static_cast<Http2FrameType>(cursor.u8());
  head_.flags = cursor.u8();
  head_.stream = u31(cursor);
  held_.clear();
  left_ = content_left_ = head_.length;
  wants_pad_length_ = head_.type == Http2FrameType::Data && head_.is_padded();
  in_frame_ = true;
}

void Http2Deframer::take(std::string_view piece, Http2FrameSink& sink) {
  if (piece.empty()) return;
  if (head_.type == Http2FrameType::Data) return take_content(piece, sink);
  held_ += piece.substr(0, most_held - held_.size());
}

void Http2Deframer::take_content(std::string_view piece, Http2FrameSink& sink) {
  if (wants_pad_length_) {
    const std::uint32_t padding = 1U + static_cast<std::uint8_t>(piece.front());
    content_left_ -= std::min(content_left_, padding);
    piece.remove_prefix(1);
    wants_pad_length_ = false;
  }
  const std::string_view content = piece.substr(0, content_left_);
  if (content.empty()) return;
  content_left_ -= static_cast<std::uint32_t>(content.size());
  sink.content(to_server_, head_, content);
}

void Http2Deframer::end_frame(Http2FrameSink& sink) {
  in_frame_ = false;
  sink.frame(to_server_, head_, held_);
  held_.clear();
}

bool Http2Deframer::skip(std::uint64_t length, Http2FrameSink& sink) {
  // Headers are coded with what the headers before them were: only content may be missing.
  if (!in_frame_ || head_.type != Http2FrameType::Data || length > left_) return false;
  left_ -= static_cast<std::uint32_t>(length);
  const std::uint64_t content = std::min<std::uint64_t>(length, content_left_);
  content_left_ -= static_cast<std::uint32_t>(content);
  wants_pad_length_ = false;
  sink.lost_content(to_server_, head_, content);
  if (left_ == 0) end_frame(sink);
  return true;
}

void read_http2_settings(std::string_view payload, Http2FrameFacts& facts) {
  for (Cursor cursor{payload}; cursor.bytes.size() >= 6;) {
    const std::uint64_t id = cursor.u16();
    facts.add(IpsNumberField::Http2Setting, id << 32U | cursor.u32());
  }
}

void read_http2_frame(const Http2FrameHead& head,
                      std::string_view payload,
                      Http2FrameFacts& facts) {
  facts.numbers.clear();
  facts.events.clear();
  facts.add(IpsNumberField::Http2FrameType, static_cast<std::uint8_t>(head.type));
  if (head.length >= Http2Deframer::most_held) facts.events.push_back("http2.long_frame_data");
  if (!read_sized(head, payload, facts)) facts.events.push_back("http2.invalid_frame_length");
  if (head.type == Http2FrameType::Settings) read_http2_settings(payload, facts);
  if (head.type == Http2FrameType::Headers && head.has_priority())
    read_weight(Cursor{payload.substr(std::min<size_t>(head.is_padded() ? 1 : 0, payload.size()))},
                facts);
}

Http2BlockPiece http2_block_piece(const Http2FrameHead& head, std::string_view payload) {
  Http2BlockPiece out;
  Cursor cursor{payload};
  size_t padding = 0;
  if (head.type != Http2FrameType::Continuation && head.is_padded()) padding = cursor.u8();
  if (head.type == Http2FrameType::Headers && head.has_priority()) cursor.take(5);
  if (head.type == Http2FrameType::PushPromise) out.promised = u31(cursor);
  out.ok = cursor.ok && padding <= cursor.bytes.size();
  if (out.ok) out.bytes = cursor.bytes.substr(0, cursor.bytes.size() - padding);
  return out;
}

}  // namespace sig::protocol
