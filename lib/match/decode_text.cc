// Plain text: case, white space, NUL, comments, paths.
#include "match/decoders.h"

namespace sig::match {

size_t decode_lowercase(std::string_view in, char* out) {
  for (size_t i = 0; i < in.size(); ++i) {
    const char c = in[i];
    out[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  return in.size();
}

size_t decode_whitespace(std::string_view in, char* out) {
  char* const start = out;
  bool in_run = false;
  for (const char c : in) {
    if (!is_space(c)) {
      *out++ = c;
      in_run = false;
    } else if (!in_run) {
      *out++ = ' ';
      in_run = true;
    }
  }
  return static_cast<size_t>(out - start);
}

size_t decode_nulls(std::string_view in, char* out) {
  char* const start = out;
  for (const char c : in) {
    if (c != '\0') *out++ = c;
  }
  return static_cast<size_t>(out - start);
}

size_t decode_comments(std::string_view in, char* out) {
  char* const start = out;
  for (size_t i = 0; i < in.size();) {
    if (!in.substr(i).starts_with("/*")) {
      *out++ = in[i++];
      continue;
    }
    *out++ = ' ';
    const size_t end = in.find("*/", i + 2);
    i = end == std::string_view::npos ? in.size() : end + 2;
  }
  return static_cast<size_t>(out - start);
}

namespace {

bool is_slash(char c) {
  return c == '/' || c == '\\';
}

/// The path written so far: whole segments, with "/" between them and at the end of all but the
/// last.
struct PathWriter {
  char* start;  ///< behind the root's slash
  char* out;
  bool is_absolute;

  bool ends_in_parent() const {
    return out - start >= 3 && std::string_view(out - 3, 3) == "../" &&
           (out - start == 3 || out[-4] == '/');
  }
  void climb(bool has_slash) {
    if (out == start || ends_in_parent()) {
      if (is_absolute) return;
      add("..", has_slash);
      return;
    }
    --out;  // the slash behind the last segment
    while (out > start && out[-1] != '/')
      --out;
  }
  void add(std::string_view segment, bool has_slash) {
    for (const char c : segment)
      *out++ = c;
    if (has_slash) *out++ = '/';
  }
};

}  // namespace

size_t decode_path(std::string_view in, char* out) {
  char* const start = out;
  const bool is_absolute = !in.empty() && is_slash(in[0]);
  if (is_absolute) *out++ = '/';
  PathWriter path{out, out, is_absolute};
  for (size_t i = 0; i < in.size();) {
    size_t end = i;
    while (end < in.size() && !is_slash(in[end]))
      ++end;
    const std::string_view segment = in.substr(i, end - i);
    const bool has_slash = end < in.size();
    i = end + 1;
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") {
      path.climb(has_slash);
    } else {
      path.add(segment, has_slash);
    }
  }
  return static_cast<size_t>(path.out - start);
}

}  // namespace sig::match
