#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sig::bundle {

inline constexpr size_t tar_block = 512;
inline constexpr size_t tar_name_bytes = 100;
inline constexpr size_t tar_prefix_bytes = 155;

/// A path as ustar holds it: "prefix/name", prefix empty where the name field is enough.
struct TarPath {
  std::string_view prefix;
  std::string_view name;
};

/// The one way that a path is split: at the first slash that leaves at most 100 bytes behind it.
std::optional<TarPath> split_for_tar(std::string_view path);

/// The ustar header (POSIX.1-2017 pax, "ustar Interchange Format") of a regular file, mode 0644,
/// owner 0:0 without names, time 0. There is one header for a path and a size, so a reader can
/// demand it byte for byte. The path must split.
std::string tar_header(std::string_view path, std::uint64_t bytes);

/// Zero bytes that fill up the last block of a file.
size_t tar_padding(std::uint64_t bytes);

/// What a type flag means, for messages: "a symbolic link".
std::string_view tar_type_name(char flag);

}  // namespace sig::bundle
