#include "cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace sig::cli {
namespace {

bool wants_colour(Colour colour, int stream) {
  const char* no_colour = std::getenv("NO_COLOR");
  if (colour != Colour::Auto) return colour == Colour::Always;
  return ::isatty(stream) == 1 && (no_colour == nullptr || *no_colour == '\0');
}

std::string_view name_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::Input:
      return "input";
    case ErrorKind::Refused:
      return "refused";
    case ErrorKind::Usage:
      return "usage";
    case ErrorKind::Io:
      return "io";
    case ErrorKind::Git:
      return "git";
    case ErrorKind::Target:
      return "target";
    case ErrorKind::Evidence:
      return "evidence";
    case ErrorKind::Partial:
      return "partial";
    default:
      return "internal";
  }
}

/// Cells that a text takes on the screen, near enough: UTF-8 lead bytes outside escapes.
size_t width(std::string_view text) {
  size_t cells = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      i = std::min(text.find('m', i), text.size());
    } else if ((static_cast<unsigned char>(text[i]) & 0xc0U) != 0x80U) {
      ++cells;
    }
  }
  return cells;
}

bool write(std::FILE* stream, std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stream) == text.size() &&
         std::fflush(stream) == 0;
}

}  // namespace

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::Input:
    case ErrorKind::Refused:
      return exit_no;
    case ErrorKind::Usage:
      return exit_usage;
    case ErrorKind::Io:
    case ErrorKind::Git:
    case ErrorKind::Target:
      return exit_trouble;
    case ErrorKind::Evidence:
      return exit_not_enough_evidence;
    case ErrorKind::Partial:
      return exit_partial;
    default:
      return exit_bug;
  }
}

Terminal::Terminal(std::string command, bool json, Colour colour)
    : command_(std::move(command)),
      json_(json),
      colour_out_(wants_colour(colour, STDOUT_FILENO)),
      colour_err_(wants_colour(colour, STDERR_FILENO)),
      progress_(::isatty(STDERR_FILENO) == 1) {}

void Terminal::write_result(std::string_view text) const {
  if (!write(stdout, text) && errno != EPIPE) has_lost_output_ = true;
}

void Terminal::text(std::string_view text) const {
  if (!json_) write_result(text);
}

void Terminal::document(bool succeeded, const Json& content) const {
  if (!json_) return;
  Json out = {{"schema", command_ + "/1"}, {"ok", succeeded}};
  for (const auto& [key, value] : content.items())
    out[key] = value;
  write_result(json_document(out));
}

void Terminal::note(std::string_view text) const {
  progress("");
  write(stderr, fmt::format("{}\n", text));
}

void Terminal::progress(std::string_view text) const {
  if (progress_) write(stderr, fmt::format("\r\x1b[K{}", text));
}

int Terminal::fail(const Error& error) const {
  const int code = exit_code(error.kind);
  if (json_) {
    Json reason = {{"kind", name_of(error.kind)}, {"message", error.message}};
    if (!error.hint.empty()) reason["hint"] = error.hint;
    if (!error.context.empty()) reason["context"] = error.context;
    document(false, {{"exit", code}, {"error", std::move(reason)}});
    return code;
  }
  const std::string label = error.kind == ErrorKind::Refused ? "refused" : "error";
  std::string out = colour_err_ ? fmt::format("\x1b[1;31m{}\x1b[0m", label) : label;
  out += ": " + visible(error.message);
  for (const std::string& step : error.context)
    out += "\n  while " + visible(step);
  if (!error.hint.empty()) out += "\n  = help: " + visible(error.hint);
  note(out);
  return code;
}

std::string Terminal::painted(std::string_view escape, std::string_view text) const {
  return colour_out_ ? fmt::format("\x1b[{}m{}\x1b[0m", escape, text) : std::string(text);
}
std::string Terminal::bold(std::string_view text) const {
  return painted("1", text);
}
std::string Terminal::green(std::string_view text) const {
  return painted("32", text);
}
std::string Terminal::red(std::string_view text) const {
  return painted("1;31", text);
}
std::string Terminal::yellow(std::string_view text) const {
  return painted("33", text);
}

std::string table(const std::vector<std::vector<std::string>>& rows, std::string_view indent) {
  std::vector<size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], width(row[i]));
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line(indent);
    for (size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line += std::string(widths[i] - width(row[i]) + 2, ' ');
    }
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return out;
}

}  // namespace sig::cli
