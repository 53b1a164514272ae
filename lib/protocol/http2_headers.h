#pragma once

#include <nghttp2/nghttp2.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sig::protocol {

/// The header fields of one message, trailers behind them, in their order. What does not fit is
/// left out.
class Http2Headers {
 public:
  static constexpr size_t most_fields = 2048;
  static constexpr size_t most_bytes = 256U << 10U;

  void add(std::string_view name, std::string_view value);
  size_t size() const { return fields_.size(); }
  std::string_view name(size_t at) const;
  std::string_view value(size_t at) const;
  /// Of the first field of this name.
  std::optional<std::string_view> first(std::string_view name) const;
  size_t held_bytes() const { return text_.capacity() + fields_.capacity() * sizeof(Field); }

 private:
  struct Field {
    std::uint32_t at = 0, name_size = 0, value_size = 0;
  };
  std::string text_;
  std::vector<Field> fields_;
};

enum class Http2BlockProblem : std::uint8_t { None, Invalid, Truncated };

/// Decodes the header blocks of one direction (HPACK, RFC 7541). A block that is wrong leaves an
/// empty table behind: later references into it are as good as before, since they count from the
/// newest entry, or are wrong too.
class Http2HeaderDecoder {
 public:
  /// Adds the fields of a block's piece to `headers`, and the sizes that the block sets for its
  /// table to `size_updates`. Each of those is also a field without name and value, as Suricata
  /// shows it. After a problem the next piece is the first of another block.
  Http2BlockProblem decode(std::string_view piece,
                           bool is_last,
                           Http2Headers& headers,
                           std::vector<std::uint64_t>& size_updates);
  size_t held_bytes() const;

 private:
  struct Free {
    void operator()(nghttp2_hd_inflater* inflater) const { nghttp2_hd_inflate_del(inflater); }
  };
  bool open();
  bool run(std::string_view piece, bool is_last, Http2Headers& headers);
  Http2BlockProblem fail(Http2BlockProblem problem);

  std::unique_ptr<nghttp2_hd_inflater, Free> inflater_;
  bool in_block_ = false;
};

}  // namespace sig::protocol
