#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/app_unit.h"
#include "protocol/unit_parts.h"

namespace sig::protocol {

/// The files that are read and written over one SMB flow: contents are put together by offset, up
/// to the body limits, and shown as one unit when the file is closed or the flow ends.
class SmbFiles {
 public:
  explicit SmbFiles(const AppLimits& limits) : limits_(limits) {}

  /// A handle was opened. An older one of the same bytes is forgotten.
  void open(std::string handle, std::string name);
  void chunk(bool to_server,
             std::string_view handle,
             std::uint64_t offset,
             std::string_view bytes,
             std::uint64_t size,
             std::uint32_t& transactions);
  void close(std::string_view handle, AppSink& sink);
  /// Shows what that side has sent so far.
  void end(bool to_server, AppSink& sink);
  size_t held_bytes() const;

 private:
  struct Waiting {
    std::uint64_t offset = 0;
    std::string bytes;
  };
  struct Content {
    std::string bytes;
    std::uint64_t at = 0;  ///< where the next chunk goes on
    std::uint64_t size = 0;
    std::vector<Waiting> waiting;
    std::uint32_t transaction = 0;
    unsigned overlaps = 0;
    bool is_open = false;
  };
  struct File {
    std::string handle, name;
    std::array<Content, 2> contents;  ///< written, read
  };
  File& file_of(std::string_view handle);
  void append(Content& content, std::string_view bytes, std::uint64_t size, size_t limit);
  /// As many of the bytes as all files together may still keep.
  std::string_view affordable(std::string_view bytes);
  void drop(Content& content);
  void show(File& file, bool to_server, AppSink& sink);

  const AppLimits& limits_;
  std::vector<File> files_;
  size_t kept_ = 0;  ///< bytes of all contents
  UnitParts parts_;
};

}  // namespace sig::protocol
