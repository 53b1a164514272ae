#include "bundle/tar_header.h"

#include <fmt/format.h>

#include <cassert>
#include <numeric>

namespace sig::bundle {
namespace {

struct Field {
  size_t offset;
  size_t length;
};

constexpr Field name_field{0, tar_name_bytes};
constexpr Field mode_field{100, 8};
constexpr Field user_field{108, 8};
constexpr Field group_field{116, 8};
constexpr Field size_field{124, 12};
constexpr Field time_field{136, 12};
constexpr Field checksum_field{148, 8};
constexpr Field type_field{156, 1};
constexpr Field magic_field{257, 8};
constexpr Field major_field{329, 8};
constexpr Field minor_field{337, 8};
constexpr Field prefix_field{345, tar_prefix_bytes};

void put(std::string& header, Field field, std::string_view value) {
  assert(value.size() <= field.length);
  header.replace(field.offset, value.size(), value);
}

/// Octal digits that fill the field but for a final NUL.
void put_octal(std::string& header, Field field, std::uint64_t value) {
  put(header, field, fmt::format("{:0{}o}", value, field.length - 1));
}

}  // namespace

std::optional<TarPath> split_for_tar(std::string_view path) {
  if (path.size() <= tar_name_bytes) return TarPath{{}, path};
  const size_t slash = path.find('/', path.size() - tar_name_bytes - 1);
  if (slash == std::string_view::npos || slash == 0 || slash > tar_prefix_bytes) {
    return std::nullopt;
  }
  return TarPath{path.substr(0, slash), path.substr(slash + 1)};
}

std::string tar_header(std::string_view path, std::uint64_t bytes) {
  const std::optional<TarPath> parts = split_for_tar(path);
  assert(parts);
  std::string header(tar_block, '\0');
  put(header, name_field, parts->name);
  put_octal(header, mode_field, 0644);
  put_octal(header, user_field, 0);
  put_octal(header, group_field, 0);
  put_octal(header, size_field, bytes);
  put_octal(header, time_field, 0);
  put(header, checksum_field, "        ");
  put(header, type_field, "0");
  put(header, magic_field, std::string_view("ustar\00000", 8));
  put_octal(header, major_field, 0);
  put_octal(header, minor_field, 0);
  put(header, prefix_field, parts->prefix);
  const unsigned sum =
      std::accumulate(header.begin(), header.end(), 0U, [](unsigned total, char c) {
        return total + static_cast<unsigned char>(c);
      });
  put(header, checksum_field, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
  return header;
}

size_t tar_padding(std::uint64_t bytes) {
  return static_cast<size_t>((tar_block - bytes % tar_block) % tar_block);
}

std::string_view tar_type_name(char flag) {
  switch (flag) {
    case '1':
      return "a hard link";
    case '2':
      return "a symbolic link";
    case '3':
    case '4':
      return "a device";
    case '5':
      return "a folder";
    case '6':
      return "a pipe";
    case 'x':
    case 'g':
      return "a pax header";
    case 'L':
    case 'K':
      return "a GNU long name";
    case 'S':
      return "a sparse file";
    default:
      return "of an unknown type";
  }
}

}  // namespace sig::bundle
