// A scanner of JSON that keeps nothing but the path to where it is: no tree, no recursion.
#include <algorithm>
#include <array>
#include <cstring>

#include "match/arguments.h"
#include "match/decoders.h"

namespace sig::match {
namespace {

constexpr size_t max_depth = 32;
constexpr size_t max_path = 512;

class JsonScanner {
 public:
  JsonScanner(std::string_view text, std::vector<NameValue>& out, TextArena& arena)
      : text_(text), out_(out), arena_(arena) {}

  void run() {
    size_t count = 0;
    while (at_ < text_.size()) {
      if (count == max_arguments || !step(count)) break;
    }
    if (at_ < text_.size()) out_.push_back({{}, text_.substr(at_)});
  }

 private:
  struct Level {
    size_t path_length = 0;  ///< of the path above this level
    size_t index = 0;        ///< of the array's next element
    bool is_object = false;
    bool wants_key = false;
  };

  /// One token. False on a mistake: the rest is not looked into.
  bool step(size_t& count) {
    const char c = text_[at_];
    if (is_space(c)) {
      ++at_;
      return true;
    }
    if (c == '{' || c == '[') return open(c == '{');
    if (c == '}' || c == ']') return close();
    if (c == ',') return next_member();
    if (depth_ > 0 && levels_[depth_ - 1].wants_key) return read_key();
    ++count;
    return read_scalar();
  }

  bool open(bool is_object) {
    if (depth_ == max_depth) return false;
    begin_element();
    levels_[depth_++] = {path_length_, 0, is_object, is_object};
    ++at_;
    return true;
  }

  bool close() {
    if (depth_ == 0) return false;
    path_length_ = levels_[--depth_].path_length;
    end_element();
    ++at_;
    return true;
  }

  bool next_member() {
    if (depth_ == 0) return false;
    levels_[depth_ - 1].wants_key = levels_[depth_ - 1].is_object;
    ++at_;
    return true;
  }

  /// Elements of arrays are named by their number.
  void begin_element() {
    if (depth_ == 0 || levels_[depth_ - 1].is_object) return;
    Level& level = levels_[depth_ - 1];
    path_length_ = level.path_length;
    std::array<char, 20> digits{};
    size_t used = digits.size();
    size_t number = level.index++;
    do {
      digits[--used] = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number > 0);
    append({digits.data() + used, digits.size() - used});
  }
  void end_element() {
    if (depth_ > 0) path_length_ = levels_[depth_ - 1].path_length;
  }

  void append(std::string_view name) {
    if (path_length_ > 0 && path_length_ < max_path) path_[path_length_++] = '.';
    const size_t room = std::min(name.size(), max_path - path_length_);
    if (room > 0) std::memcpy(path_.data() + path_length_, name.data(), room);
    path_length_ += room;
  }

  bool read_key() {
    std::string_view key;
    if (text_[at_] != '"' || !read_string(key)) return false;
    while (at_ < text_.size() && is_space(text_[at_]))
      ++at_;
    if (at_ == text_.size() || text_[at_] != ':') return false;
    ++at_;
    path_length_ = levels_[depth_ - 1].path_length;
    append(key);
    levels_[depth_ - 1].wants_key = false;
    return true;
  }

  bool read_scalar() {
    std::string_view value;
    const bool is_string = text_[at_] == '"';
    begin_element();
    if (is_string) {
      if (!read_string(value)) return false;
    } else {
      const size_t end = std::min(text_.find_first_of(" \t\r\n,]}[{\":", at_), text_.size());
      value = text_.substr(at_, end - at_);
      if (value.empty()) return false;
      at_ = end;
    }
    out_.push_back({arena_.copy({path_.data(), path_length_}), value});
    end_element();
    return true;
  }

  /// From the opening to the closing quote. The text between, unescaped.
  bool read_string(std::string_view& value) {
    size_t end = at_ + 1;
    bool has_escape = false;
    while (end < text_.size() && text_[end] != '"') {
      has_escape |= text_[end] == '\\';
      end += text_[end] == '\\' ? 2 : 1;
    }
    if (end >= text_.size()) return false;
    value = text_.substr(at_ + 1, end - at_ - 1);
    if (has_escape) {
      char* room = arena_.reserve(value.size());
      value = arena_.keep(unescape(value, room));
    }
    at_ = end + 1;
    return true;
  }

  /// RFC 8259 7; a pair of surrogates is one character.
  static size_t unescape(std::string_view in, char* out) {
    char* const start = out;
    for (size_t i = 0; i < in.size();) {
      if (in[i] != '\\' || i + 1 == in.size()) {
        *out++ = in[i++];
        continue;
      }
      std::uint32_t value = 0;
      const bool is_code = in[i + 1] == 'u' && read_hex(in.substr(i + 2), 4, value) == 4;
      if (!is_code) {
        constexpr std::string_view names = "bfnrt";
        constexpr std::string_view bytes = "\b\f\n\r\t";
        const size_t name = names.find(in[i + 1]);
        *out++ = name == std::string_view::npos ? in[i + 1] : bytes[name];
        i += 2;
        continue;
      }
      i += 6;
      std::uint32_t low = 0;
      if (value >= 0xd800 && value < 0xdc00 && in.substr(i).starts_with("\\u") &&
          read_hex(in.substr(i + 2), 4, low) == 4 && low >= 0xdc00 && low < 0xe000) {
        value = 0x10000 + ((value - 0xd800) << 10U) + (low - 0xdc00);
        i += 6;
      }
      out = write_utf8(value, out);
    }
    return static_cast<size_t>(out - start);
  }

  std::string_view text_;
  std::vector<NameValue>& out_;
  TextArena& arena_;
  size_t at_ = 0;
  std::array<Level, max_depth> levels_{};
  size_t depth_ = 0;
  std::array<char, max_path> path_{};
  size_t path_length_ = 0;
};

}  // namespace

void read_json(std::string_view body, std::vector<NameValue>& out, TextArena& arena) {
  JsonScanner(body, out, arena).run();
}

}  // namespace sig::match
