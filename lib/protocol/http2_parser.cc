// HTTP/2 (RFC 9113): frames of both directions to streams, a transaction each. A side is shown when
// it has ended; what comes behind that (window updates, a reset) when the stream is closed.
#include <algorithm>
#include <map>
#include <memory>

#include "protocol/app_session.h"
#include "protocol/http2_frames.h"
#include "protocol/http2_stream.h"
#include "protocol/http2_upgrade.h"
#include "protocol/http2_values.h"

namespace sig::protocol {
namespace {

constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
constexpr size_t most_held_streams = 16U << 20U;  ///< bytes of all streams of a flow

bool carries_headers(Http2FrameType type) {
  return type == Http2FrameType::Headers || type == Http2FrameType::PushPromise ||
         type == Http2FrameType::Continuation;
}

/// Frames that may come after a stream was closed (RFC 9113, section 5.1), as WINDOW_UPDATE may.
bool may_be_late(Http2FrameType type) {
  return type == Http2FrameType::ResetStream || type == Http2FrameType::Priority;
}

/// One direction of the connection.
struct Direction {
  explicit Direction(bool to_server) : deframer(to_server) {}
  Http2Deframer deframer;
  Http2HeaderDecoder decoder;
  std::uint32_t block_stream = 0;  ///< whose header block goes on in CONTINUATION; 0: none
  std::uint32_t block_target = 0;  ///< the stream that its fields are of
};

class Http2Parser final : public AppParser, private Http2FrameSink {
 public:
  explicit Http2Parser(const AppContext& context) : context_(context) {}

  bool data(bool to_server, std::string_view bytes, AppSink& sink) override;
  bool gap(bool to_server, std::uint64_t length, AppSink& sink) override;
  void end(bool to_server, AppSink& sink) override;
  size_t held_bytes() const override;
  void take_over(std::string_view request, AppSink& sink) override;

 private:
  using Streams = std::map<std::uint32_t, Http2Stream>;

  void content(bool to_server, const Http2FrameHead& head, std::string_view piece) override;
  void lost_content(bool to_server, const Http2FrameHead& head, std::uint64_t length) override;
  void frame(bool to_server, const Http2FrameHead& head, std::string_view payload) override;

  std::string_view take_preface(std::string_view bytes);
  void connection_frame(bool to_server);
  std::uint32_t read_block(bool to_server, const Http2FrameHead& head, std::string_view payload);
  void decode(bool to_server, std::string_view piece, bool is_last, Http2Stream& stream);
  Http2Stream& stream_of(std::uint32_t id, Http2FrameType type);
  bool is_closed(std::uint32_t id) const {
    return id <= highest_[id % 2] && !has_forgotten_ && !streams_.contains(id);
  }
  Http2Stream& open(std::uint32_t id);
  void add_facts(bool to_server, Http2Stream& stream) const;
  void settle(bool to_server, std::uint32_t id, bool is_reset);
  void account(Http2Stream& stream);
  void keep_within_limits(std::uint32_t busy);
  void close(Streams::iterator at);
  void show(Http2Stream& stream, bool to_server);
  void show_late(Http2Stream& stream, bool to_server);
  void show_all(bool to_server);
  Direction& direction(bool to_server) { return to_server ? to_server_ : to_client_; }

  const AppContext& context_;
  AppSink* sink_ = nullptr;  ///< of the call at hand
  Direction to_server_{true};
  Direction to_client_{false};
  Streams streams_;
  std::array<std::uint32_t, 2> highest_{};  ///< stream seen, of the server's and the client's
  Http2FrameFacts facts_;
  Http2Scratch scratch_;
  std::string preface_;  ///< what has come of it
  size_t held_ = 0;      ///< bytes of all streams
  std::uint32_t transactions_ = 0;
  bool is_preface_done_ = false;
  bool has_forgotten_ = false;  ///< streams that were not closed
  bool is_done_ = false;
};

bool Http2Parser::data(bool to_server, std::string_view bytes, AppSink& sink) {
  if (is_done_) return false;
  sink_ = &sink;
  if (to_server && !is_preface_done_) bytes = take_preface(bytes);
  direction(to_server).deframer.data(bytes, *this);
  return true;
}

/// The bytes behind the preface. Where it is missing, as in a flow that began before the capture,
/// there are frames at once.
std::string_view Http2Parser::take_preface(std::string_view bytes) {
  while (!bytes.empty() && preface_.size() < preface.size() &&
         bytes.front() == preface[preface_.size()]) {
    preface_.push_back(bytes.front());
    bytes.remove_prefix(1);
  }
  if (bytes.empty() && preface_.size() < preface.size()) return {};
  is_preface_done_ = true;
  if (preface_.size() < preface.size()) to_server_.deframer.data(preface_, *this);
  std::string().swap(preface_);
  return bytes;
}

bool Http2Parser::gap(bool to_server, std::uint64_t length, AppSink& sink) {
  if (is_done_) return false;
  sink_ = &sink;
  if (direction(to_server).deframer.skip(length, *this)) return true;
  show_all(true);
  show_all(false);
  is_done_ = true;
  return false;
}

void Http2Parser::end(bool to_server, AppSink& sink) {
  sink_ = &sink;
  show_all(to_server);
}

size_t Http2Parser::held_bytes() const {
  return sizeof(*this) + held_ + to_server_.deframer.held_bytes() +
         to_client_.deframer.held_bytes() + to_server_.decoder.held_bytes() +
         to_client_.decoder.held_bytes();
}

void Http2Parser::take_over(std::string_view request, AppSink& sink) {
  sink_ = &sink;
  Http2Stream& stream = open(1);
  read_upgrade_request(request, stream.message(true).headers, facts_);
  stream.message(true).add(
      {IpsNumberField::Http2FrameType, static_cast<std::uint8_t>(Http2FrameType::Headers)});
  stream.advance(true, false, true);
  account(stream);
  settle(true, 1, false);
  if (!facts_.numbers.empty()) connection_frame(true);
}

void Http2Parser::content(bool to_server, const Http2FrameHead& head, std::string_view piece) {
  if (head.stream == 0) return;
  Http2Stream& stream = stream_of(head.stream, head.type);
  Http2Message& message = stream.message(to_server);
  if (!message.body.has_begun()) {
    if (const auto coding = message.headers.first("content-encoding"))
      message.body.set_coding(*coding);
  }
  const AppLimits& limits = context_.limits;
  const size_t most = to_server ? limits.request_body : limits.response_body;
  if (!message.body.add(piece, most, limits.decompressed_most))
    stream.add_event("http2.failed_decompression");
}

void Http2Parser::lost_content(bool to_server, const Http2FrameHead& head, std::uint64_t) {
  if (head.stream != 0) stream_of(head.stream, head.type).message(to_server).body.lose();
}

void Http2Parser::frame(bool to_server, const Http2FrameHead& head, std::string_view payload) {
  // An empty SETTINGS frame, the acknowledgement, is no transaction to Suricata.
  if (head.type == Http2FrameType::Settings && head.length == 0) return;
  read_http2_frame(head, payload, facts_);
  std::uint32_t id = head.stream;
  if (carries_headers(head.type)) id = read_block(to_server, head, payload);
  if (id == 0) return connection_frame(to_server);
  // To Suricata it is of the transaction that it has seen the last of.
  if (head.type == Http2FrameType::WindowUpdate && is_closed(id)) return;
  Http2Stream& stream = stream_of(id, head.type);
  add_facts(to_server, stream);
  const bool is_data = head.type == Http2FrameType::Data;
  const bool ends = (is_data || head.type == Http2FrameType::Headers) && head.ends_stream();
  stream.advance(to_server, is_data, ends);
  account(stream);
  settle(to_server, id, head.type == Http2FrameType::ResetStream);
  keep_within_limits(id);
}

/// A frame of the connection itself: a transaction that is complete.
void Http2Parser::connection_frame(bool to_server) {
  Http2Stream stream;
  stream.number = transactions_++;
  stream.progress = Http2Progress::Closed;
  add_facts(to_server, stream);
  show(stream, true);
  show(stream, false);
}

void Http2Parser::add_facts(bool to_server, Http2Stream& stream) const {
  for (const AppNumber& number : facts_.numbers)
    stream.message(to_server).add(number);
  for (const std::string_view event : facts_.events)
    stream.add_event(event);
}

/// Reads a piece of a header block; the stream that it is of, 0 for none.
std::uint32_t Http2Parser::read_block(bool to_server,
                                      const Http2FrameHead& head,
                                      std::string_view payload) {
  Direction& way = direction(to_server);
  const Http2BlockPiece piece = http2_block_piece(head, payload);
  std::uint32_t id = head.stream;
  if (head.type == Http2FrameType::PushPromise) {
    id = piece.promised;
  } else if (head.type == Http2FrameType::Continuation && way.block_stream == head.stream) {
    id = way.block_target;
  }
  if (id == 0 || head.stream == 0) return 0;
  Http2Stream& stream = stream_of(id, head.type);
  // A block that another one interrupts is at its end.
  if (head.type != Http2FrameType::Continuation && way.block_stream != 0)
    decode(to_server, {"", 0}, true, stream);
  way.block_stream = head.ends_headers() ? 0 : head.stream;
  way.block_target = head.ends_headers() ? 0 : id;
  if (head.type == Http2FrameType::PushPromise && !to_server) {
    stream.is_pushed = true;
    stream.progress = std::max(stream.progress, Http2Progress::Reserved);
  }
  if (!piece.ok) stream.add_event("http2.invalid_frame_data");
  decode(to_server, piece.bytes, head.ends_headers(), stream);
  return id;
}

void Http2Parser::decode(bool to_server,
                         std::string_view piece,
                         bool is_last,
                         Http2Stream& stream) {
  Http2Headers& headers = stream.message(to_server).headers;
  const size_t before = headers.size();
  std::vector<std::uint64_t> sizes;
  switch (direction(to_server).decoder.decode(piece, is_last, headers, sizes)) {
    case Http2BlockProblem::None:
      break;
    case Http2BlockProblem::Invalid:
      facts_.events.push_back("http2.invalid_header");
      break;
    case Http2BlockProblem::Truncated:
      facts_.events.push_back("http2.invalid_frame_data");
      break;
  }
  for (const std::uint64_t size : sizes)
    facts_.add(IpsNumberField::Http2SizeUpdate, size);
  stream.look_at_authority(to_server, before);
}

/// The stream of a frame. What comes behind its end is another transaction, as Suricata has it.
Http2Stream& Http2Parser::stream_of(std::uint32_t id, Http2FrameType type) {
  const auto found = streams_.find(id);
  if (found != streams_.end()) return found->second;
  const bool was_closed = is_closed(id);
  Http2Stream& stream = open(id);
  stream.is_late = was_closed && may_be_late(type);
  if (was_closed && !stream.is_late) stream.add_event("http2.stream_id_reuse");
  return stream;
}

Http2Stream& Http2Parser::open(std::uint32_t id) {
  highest_[id % 2] = std::max(highest_[id % 2], id);
  Http2Stream& stream = streams_[id];
  stream.number = transactions_++;
  return stream;
}

void Http2Parser::settle(bool to_server, std::uint32_t id, bool is_reset) {
  const auto at = streams_.find(id);
  Http2Stream& stream = at->second;
  if (direction(to_server).block_target == id) return;  // its headers go on
  if (stream.progress == Http2Progress::Closed || (is_reset && !stream.is_late)) return close(at);
  Http2Message& message = stream.message(to_server);
  if (message.has_ended && !message.is_shown) show(stream, to_server);
}

void Http2Parser::account(Http2Stream& stream) {
  const size_t held = stream.held_bytes();
  held_ += held - stream.accounted;  // unsigned, so that less is as good as more
  stream.accounted = held;
}

/// The oldest streams are shown as they are where there are too many; not the one at work.
void Http2Parser::keep_within_limits(std::uint32_t busy) {
  while (streams_.size() > context_.limits.transactions || held_ > most_held_streams) {
    auto oldest = streams_.begin();
    if (oldest != streams_.end() && oldest->first == busy) ++oldest;
    if (oldest == streams_.end()) return;
    has_forgotten_ = true;
    close(oldest);
  }
}

void Http2Parser::close(Streams::iterator at) {
  for (const bool to_server : {true, false}) {
    if (!at->second.message(to_server).is_shown) {
      show(at->second, to_server);
    } else {
      show_late(at->second, to_server);
    }
  }
  held_ -= at->second.accounted;
  streams_.erase(at);
}

void Http2Parser::show(Http2Stream& stream, bool to_server) {
  Http2Message& message = stream.message(to_server);
  message.is_shown = true;
  message.numbers_shown = message.numbers.size();
  message.events_shown = stream.events.size();
  make_http2_values(stream, to_server, context_.wants, scratch_);
  if (scratch_.values.empty() && message.numbers.empty() && stream.events.empty() &&
      !stream.is_ready(to_server)) {
    return;
  }
  AppUnit unit;
  unit.protocol = AppProtocol::Http2;
  unit.to_server = to_server;
  unit.transaction = stream.number;
  unit.values = scratch_.values;
  unit.numbers = message.numbers;
  unit.events = stream.events;
  unit.files = scratch_.files;
  sink_->unit(unit);
}

void Http2Parser::show_late(Http2Stream& stream, bool to_server) {
  Http2Message& message = stream.message(to_server);
  AppUnit unit;
  unit.protocol = AppProtocol::Http2;
  unit.to_server = to_server;
  unit.transaction = stream.number;
  unit.numbers = std::span(message.numbers).subspan(message.numbers_shown);
  unit.events = std::span(stream.events).subspan(message.events_shown);
  message.numbers_shown = message.numbers.size();
  message.events_shown = stream.events.size();
  if (!unit.numbers.empty() || !unit.events.empty()) sink_->unit(unit);
}

/// What is there of one side of all streams, in the order of transactions.
void Http2Parser::show_all(bool to_server) {
  std::vector<Http2Stream*> all;
  for (auto& entry : streams_)
    all.push_back(&entry.second);
  std::sort(all.begin(), all.end(), [](const Http2Stream* a, const Http2Stream* b) {
    return a->number < b->number;
  });
  for (Http2Stream* one : all) {
    if (one->message(to_server).is_shown) {
      show_late(*one, to_server);
    } else {
      show(*one, to_server);
    }
  }
}

}  // namespace

std::unique_ptr<AppParser> make_http2_parser(const AppContext& context) {
  return std::make_unique<Http2Parser>(context);
}

}  // namespace sig::protocol
