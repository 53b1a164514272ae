#include <fmt/format.h>

#include <array>
#include <cassert>

#include "base/file.h"
#include "base/text.h"
#include "traffic/corpus_files.h"
#include "traffic/event_source.h"
#include "traffic/format_shapes.h"
#include "traffic/packets.h"
#include "traffic/text_reader.h"

namespace sig::traffic {
namespace {

constexpr size_t head_bytes = 64U << 10U;

/// One row per format. A file is of the first format whose shape its first bytes have; when they
/// have none, of the first whose extension (with or without .gz) or name it has.
struct FormatRow {
  Format format;
  std::string_view name;
  std::string_view description;
  bool (*has_shape)(std::string_view head);
  std::array<std::string_view, 3> extensions;
  std::array<std::string_view, 4> names;  ///< what the file's name may begin with, lower case
  OpenText open;                          ///< none for packets, which open their own file
};

constexpr std::array<FormatRow, 6> format_table{{
    {Format::Pcap,
     "pcap",
     "captures: pcap and pcapng",
     looks_like_pcap,
     {".pcap", ".pcapng", ".cap"},
     {},
     nullptr},
    {Format::Har,
     "har",
     "HTTP Archive 1.1 and 1.2, as browsers and proxies export it",
     looks_like_har,
     {".har"},
     {},
     open_har},
    {Format::Http,
     "http",
     "raw HTTP/1 requests, each with its response behind it or none",
     looks_like_http,
     {".http", ".raw"},
     {},
     open_http},
    {Format::AccessLog,
     "accesslog",
     "access logs of Apache and nginx: common, combined, vhost_combined, main",
     looks_like_access_log,
     {},
     {"access.log", "access_log", "other_vhosts_access"},
     open_access_log},
    {Format::Syslog,
     "syslog",
     "lines of RFC 3164 and RFC 5424, rsyslog's files, any other lines as bare messages",
     looks_like_syslog,
     {".log", ".syslog"},
     {"syslog", "messages", "secure"},
     open_syslog},
    {Format::Payloads,
     "payloads",
     "attack payloads, one a line, or lists in CSV, GoTestWAF's YAML or waf-bypass's JSON",
     looks_like_payloads,
     {".txt"},
     {},
     open_payloads},
}};

const FormatRow& row_of(Format format) {
  for (const FormatRow& row : format_table) {
    if (row.format == format) return row;
  }
  return format_table.back();
}

std::string without_gz(const std::string& path) {
  return to_lower_ascii(extension(path) == ".gz" ? path.substr(0, path.size() - 3) : path);
}

const FormatRow* row_by_name(const std::string& path) {
  const std::string plain = without_gz(path);
  const std::string name = file_name(plain);
  const auto given = [](std::string_view text) { return !text.empty(); };
  for (const FormatRow& row : format_table) {
    for (const std::string_view extension_of_row : row.extensions) {
      if (given(extension_of_row) && extension(plain) == extension_of_row) return &row;
    }
    for (const std::string_view start : row.names) {
      if (given(start) && name.starts_with(start)) return &row;
    }
  }
  return nullptr;
}

bool is_text(std::string_view head) {
  return head.find('\0') == std::string_view::npos;
}

Error unknown_format(const std::string& path) {
  const std::vector<std::string_view> names = format_names();
  return input_error(quote(path, 240) + " is not a recording of a known format",
                     "name its format: " + join_or(names));
}

}  // namespace

std::string_view to_string(Format format) {
  return row_of(format).name;
}

std::optional<Format> parse_format(std::string_view name) {
  for (const FormatRow& row : format_table) {
    if (row.name == name) return row.format;
  }
  return std::nullopt;
}

std::vector<std::string_view> format_names() {
  std::vector<std::string_view> names;
  for (const FormatRow& row : format_table)
    names.push_back(row.name);
  return names;
}

Result<std::optional<Format>> detect_format(const std::string& path) {
  const std::unique_ptr<ByteInput> input = TRY(open_bytes(path));
  std::string head(head_bytes, '\0');
  head.resize(TRY(read_fully(*input, head.data(), head.size())));
  for (const FormatRow& row : format_table) {
    if (row.has_shape(head)) return std::optional(row.format);
  }
  const FormatRow* row = is_text(head) ? row_by_name(path) : nullptr;
  return row != nullptr ? std::optional(row->format) : std::nullopt;
}

Result<std::unique_ptr<EventSource>> open_text(Format format, TextInput input) {
  assert(row_of(format).open != nullptr);
  return row_of(format).open(std::move(input));
}

Result<HashedSource> open_hashed(const std::string& path,
                                 const OpenOptions& options,
                                 Sha256* hash) {
  std::optional<Format> format = options.format;
  if (!format) format = TRY(detect_format(path));
  if (!format) return unknown_format(path);
  OpenOptions named = options;
  if (named.name.empty()) named.name = path;
  if (*format == Format::Pcap) return HashedSource{TRY(open_packets(path, named)), *format, false};
  TextInput input{.bytes = TRY(open_bytes(path, hash)), .options = std::move(named)};
  return HashedSource{TRY(open_text(*format, std::move(input))), *format, true};
}

Result<std::unique_ptr<EventSource>> open(const std::string& path, const OpenOptions& options) {
  HashedSource opened = TRY(open_hashed(path, options, nullptr));
  return std::move(opened.source);
}

}  // namespace sig::traffic
