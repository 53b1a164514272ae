#include <zlib.h>

#include <catch2/catch.hpp>
#include <random>

#include "base/file.h"
#include "tests/support/text_events.h"
#include "traffic/line_reader.h"

namespace sig::traffic {
namespace {

std::string gzip(std::string_view text) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

/// `size` bytes that exist only piece by piece, then a line end and "end\n".
class LongLine final : public ByteInput {
 public:
  explicit LongLine(std::uint64_t size) : left_(size) {}
  Result<size_t> read(char* into, size_t size) override {
    static constexpr std::string_view tail = "\nend\n";
    if (left_ == 0) {
      const size_t count = tail.copy(into, size, told_);
      told_ += count;
      return count;
    }
    const auto count = static_cast<size_t>(std::min<std::uint64_t>(size, left_));
    std::fill_n(into, count, 'x');
    left_ -= count;
    return count;
  }

 private:
  std::uint64_t left_;
  size_t told_ = 0;
};

TEST_CASE("a line of 1 GB is cut at 64 KiB and the next one is whole") {
  const std::uint64_t size = 1ULL << 30U;
  LineReader lines(std::make_unique<LongLine>(size));
  Line line;
  REQUIRE(*lines.next(line));
  CHECK(line.text.size() == max_line_bytes);
  CHECK(line.is_cut);
  CHECK(line.bytes == size + 1);
  REQUIRE(*lines.next(line));
  CHECK(line.text == "end");
  CHECK_FALSE(*lines.next(line));
}

TEST_CASE("lines are the same however the bytes come, and all bytes are counted") {
  const auto seed = std::random_device()();
  std::mt19937 random(seed);
  INFO("seed " << seed);
  std::string text;
  std::vector<std::string> expected;
  for (int i = 0; i < 300; ++i) {
    const size_t length = random() % 5 == 0 ? 60000 + random() % 90000 : random() % 80;
    expected.push_back(std::string(length, static_cast<char>('a' + random() % 26)));
    text += expected.back() + (random() % 2 == 0 ? "\n" : "\r\n");
    // A line that is cut loses the return with the rest, one that is not loses it as its end.
    expected.back().resize(std::min(length, max_line_bytes));
  }
  LineReader lines(bytes_in_memory(text));
  Line line;
  std::uint64_t bytes = 0;
  for (const std::string& want : expected) {
    REQUIRE(*lines.next(line));
    CHECK(line.text == want);
    bytes += line.bytes;
  }
  CHECK_FALSE(*lines.next(line));
  CHECK(bytes == text.size());
}

TEST_CASE("gzip is undone on the way, member after member") {
  const std::string line = "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1\n";
  const auto folder = TempFolder::create("gzip");
  REQUIRE(folder);
  const auto read = [&](const std::string& bytes) {
    const std::string path = folder->path() + "/access.log.gz";
    REQUIRE(write_atomically(path, bytes));
    return read_source(open(path, {}));
  };
  const std::string packed = gzip(line);
  CHECK(read(packed).counts.records_read == 1);
  CHECK(read(packed + packed + std::string(512, '\0')).counts.records_read == 2);
  CHECK(read(gzip("") + packed).counts.records_read == 1);
  const std::string path = "\"" + folder->path() + "/access.log.gz\"";
  CHECK(read(packed.substr(0, packed.size() - 3)).error == path + " ends inside its gzip stream");
  CHECK(read(packed + "junk").error == path + " holds a damaged gzip stream");
  CHECK(read(gzip(std::string(64U << 20U, '\n'))).error ==
        path + " unpacks to more than 250 times its size");
}

TEST_CASE("what cannot be opened is one clear error") {
  const auto folder = TempFolder::create("formats");
  REQUIRE(folder);
  const std::string path = folder->path() + "/what.bin";
  REQUIRE(write_atomically(path, std::string("\0\1\2", 3)));
  const auto unknown = open(path, {});
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().message == "\"" + path + "\" is not a recording of a known format");
  CHECK(unknown.error().hint == "name its format: pcap, har, http, accesslog, syslog or payloads");
  CHECK(open(folder->path(), {}).error().message ==
        "\"" + folder->path() + "\" is not a regular file");
  CHECK(open(path + "x", {}).error().message ==
        "cannot read \"" + path + "x\": No such file or directory");
}

struct Shape {
  std::string_view name;
  std::string_view bytes;
  std::optional<Format> format;
};

TEST_CASE("a file's format is told by its first bytes, then by its name") {
  const auto [name, bytes, format] = GENERATE(values<Shape>({
      {"a", "\xd4\xc3\xb2\xa1....", Format::Pcap},
      {"a", "\n\r\r\n....", Format::Pcap},
      {"a", "\xef\xbb\xbf {\"log\" : {", Format::Har},
      {"a", "GET / HTTP/1.1\r\n\r\n", Format::Http},
      {"a",
       "192.0.2.7 - - [17/May/2015:10:05:03 +0000] \"GET / HTTP/1.1\" 200 1",
       Format::AccessLog},
      {"a", "# remark\nMar  7 13:06:56 h p: x", Format::Syslog},
      {"a", "<13>1 2003-10-11T22:14:15Z h app - - - x", Format::Syslog},
      {"a", "payload,label\nx,y\n", Format::Payloads},
      {"a", "type: x\npayload:\n- a\n", Format::Payloads},
      {"a", "{\"payload\": [", Format::Payloads},
      {"a", "{\"other\": [", std::nullopt},
      {"a", "words", std::nullopt},
      {"a.yml", "words: 1", std::nullopt},
      {"a.csv", "a,b\n", std::nullopt},
      {"a.HTTP", "\x01 /", Format::Http},
      {"a.txt", "words", Format::Payloads},
      {"a.log", "words", Format::Syslog},
      {"access.log", "words", Format::AccessLog},
      {"a.log", std::string_view("\0", 1), std::nullopt},
      {"a.log", "", Format::Syslog},
      {"a", "", std::nullopt},
  }));
  DYNAMIC_SECTION(name << " " << bytes) {
    const auto folder = TempFolder::create("shape");
    REQUIRE(folder);
    const std::string path = folder->path() + "/" + std::string(name);
    REQUIRE(write_atomically(path, bytes));
    const auto found = detect_format(path);
    REQUIRE(found);
    CHECK(*found == format);
  }
}

}  // namespace
}  // namespace sig::traffic
